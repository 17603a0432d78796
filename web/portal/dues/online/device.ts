/** On a phone one is led into the app; at a desk one scans, or signs in on the gateway's page. */
export const isPhone = (): boolean =>
  /Android|iPhone|iPad|Mobile|HarmonyOS/i.test(navigator.userAgent) || matchMedia('(pointer: coarse)').matches

/** Inside 微信 its browser lets neither 支付宝 nor the payment of other browsers through. */
export const isInWechat = (): boolean => /MicroMessenger/i.test(navigator.userAgent)
