import type { OnlineBridge } from '../../../../contract/online.ts'

interface Bridge {
  invoke(name: 'getBrandWCPayRequest', params: OnlineBridge, done: (answer: { err_msg: string }) => void): void
}
declare global {
  interface Window {
    WeixinJSBridge?: Bridge
  }
}

/** 微信 asks for the password. What it answers proves nothing, it only says what to show; the server asks the gateway. */
export async function payByBridge(params: OnlineBridge): Promise<'ok' | 'cancel' | 'fail'> {
  const bridge = window.WeixinJSBridge ?? (await ready())
  const answer = await new Promise<string>((done) => bridge.invoke('getBrandWCPayRequest', params, ({ err_msg }) => done(err_msg)))
  if (answer === 'get_brand_wcpay_request:ok') return 'ok'
  return answer === 'get_brand_wcpay_request:cancel' ? 'cancel' : 'fail'
}

const ready = () =>
  new Promise<Bridge>((done) =>
    document.addEventListener('WeixinJSBridgeReady', () => window.WeixinJSBridge && done(window.WeixinJSBridge), { once: true }),
  )
