import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { ensureBrowser } from '../../tools/kit/browser.mjs'

export type Device = 'desk' | 'phone'

/** What a page did wrong: a script error, a refused resource, a broken security rule, an answer of the server that is a fault. */
export interface Fault {
  page: string
  message: string
}

export interface Visitor {
  page: Page
  device: Device
  context: BrowserContext
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--lang=zh-CN',
]

const screens = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1440, height: 900 } },
}

/** A real browser. `faults` collects whatever a page did wrong; a life asserts at its end that there were none. */
export async function openBrowser(base: string) {
  const browser: Browser = await chromium.launch({
    // `npm test` has tried it already.
    executablePath: process.env.CHROME_PATH ?? (await ensureBrowser()),
    args: quiet,
    env: { ...process.env, LANGUAGE: 'zh_CN' },
  })
  const faults: Fault[] = []
  return {
    faults,
    /** Somebody with a device of their own: nothing is shared with others. */
    async visitor(device: Device): Promise<Visitor> {
      const context = await browser.newContext({
        baseURL: base,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        acceptDownloads: true,
        reducedMotion: 'reduce',
        ...screens[device],
      })
      context.setDefaultTimeout(Number(process.env.PATIENCE ?? 15_000))
      const page = await context.newPage()
      watch(page, faults)
      context.on('page', (other) => watch(other, faults))
      return { page, device, context }
    },
    pages: () => browser.contexts().flatMap((context) => context.pages()),
    close: () => browser.close(),
  }
}

export type OpenBrowser = Awaited<ReturnType<typeof openBrowser>>

// A refused request (401, 409 …) is logged by the browser as an error too; what the server said there is the test's business.
const expected = /the server responded with a status of 4\d\d/

function watch(page: Page, faults: Fault[]) {
  const note = (message: string) => faults.push({ page: page.url(), message })
  page.on('pageerror', (error) => note(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) note(message.text())
  })
  page.on('response', (answer) => {
    if (answer.status() >= 500) note(`${answer.status()} ${answer.request().method()} ${answer.url()}`)
  })
}
