import { afterEach, describe, expect, it, vi } from 'vitest'
import type { OnlineBridge } from '../../../../contract/online.ts'
import { payByBridge } from './bridge.ts'

const params: OnlineBridge = { appId: 'wx1', timeStamp: '1', nonceStr: 'N', package: 'prepay_id=wx2', signType: 'RSA', paySign: 'S' }

/** 微信's browser, which answers as it is told. */
function browserThat(answers: string) {
  const asked: unknown[] = []
  const invoke = (name: string, given: OnlineBridge, done: (answer: { err_msg: string }) => void) => {
    asked.push([name, given])
    done({ err_msg: `get_brand_wcpay_request:${answers}` })
  }
  return { asked, bridge: { invoke } }
}
afterEach(() => vi.unstubAllGlobals())

describe('paying inside 微信', () => {
  it.each([
    ['ok', 'ok'],
    ['cancel', 'cancel'],
    ['fail', 'fail'],
    ['fail_no_permission', 'fail'],
  ])('%s is %s', async (answers, means) => {
    const { asked, bridge } = browserThat(answers)
    vi.stubGlobal('window', { WeixinJSBridge: bridge })
    expect(await payByBridge(params)).toBe(means)
    expect(asked).toEqual([['getBrandWCPayRequest', params]])
  })

  it('waits for a browser that is not ready yet', async () => {
    const { bridge } = browserThat('ok')
    const page = new EventTarget()
    const opened: { WeixinJSBridge?: typeof bridge } = {}
    vi.stubGlobal('window', opened)
    vi.stubGlobal('document', page)
    const answer = payByBridge(params)
    opened.WeixinJSBridge = bridge
    page.dispatchEvent(new Event('WeixinJSBridgeReady'))
    expect(await answer).toBe('ok')
  })
})
