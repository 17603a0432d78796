/** Ways of paying online as people read them. Apart from the schemas, so that a phone need not load those. */
export type OnlineMethod = 'alipay' | 'wechat'
export type OnlineWay = 'page' | 'wap' | 'native' | 'h5' | 'jsapi'
export type OnlineState = 'pending' | 'paid' | 'closed'

export const onlineMethodNames: Record<OnlineMethod, string> = { alipay: '支付宝', wechat: '微信支付' }
export const onlineWayNames: Record<OnlineWay, string> = {
  page: '电脑网站',
  wap: '手机网站',
  native: '扫码',
  h5: '手机网页',
  jsapi: '微信内',
}
export const onlineStateNames: Record<OnlineState, string> = { pending: '待支付', paid: '已支付', closed: '已关闭' }
