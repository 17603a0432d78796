import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { inRoot } from './paths.mjs'
import { run, runNode } from './run.mjs'
import { Failure, step } from './say.mjs'

const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge']
const places = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]
const asRoot = process.getuid?.() === 0

export async function findBrowser() {
  const given = process.env.CHROME_PATH
  if (given) {
    if (await starts(given)) return given
    throw new Failure(`环境变量 CHROME_PATH 指的浏览器（${given}）启动不了。`)
  }
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  for (const candidate of [...onPath, ...places, await downloadedPath()]) {
    if (candidate && existsSync(candidate) && (await starts(candidate))) return candidate
  }
  return undefined
}

/** A browser can be there and lack a library; the only proof is a page. */
async function starts(path) {
  const result = await run(path, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--dump-dom', 'about:blank'], {
    timeout: 30_000,
  })
  return result.output.includes('<html>')
}

async function downloadedPath() {
  try {
    const { chromium } = await import('playwright-core')
    return chromium.executablePath()
  } catch {
    return undefined
  }
}

export async function ensureBrowser() {
  const found = await findBrowser()
  if (found) return found
  const downloaded = await step('下载测试用的浏览器', download).catch(() => undefined)
  if (downloaded) return downloaded
  const installed =
    asRoot && existsSync('/usr/bin/apt-get') ? await step('安装 Debian 的 chromium', () => aptInstall(['chromium'])) : undefined
  const after = installed && (await findBrowser())
  if (after) return after
  throw new Failure(
    '找不到浏览器，也装不上。请安装 Chrome 或 Chromium，或者用环境变量 CHROME_PATH 指明它的位置。',
    installed === undefined ? '' : '已安装的 chromium 启动不了。',
  )
}

async function download() {
  const cli = inRoot('node_modules/playwright-core/cli.js')
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' }
  const { ok, output } = await runNode([cli, 'install', 'chromium', '--no-shell'], { env, timeout: 300_000 })
  const path = await downloadedPath()
  if (ok && path && existsSync(path) && (await starts(path))) return path
  throw new Failure('浏览器没能下载下来。', output)
}

async function aptInstall(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env, timeout: 300_000 })
  const { ok, output } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env, timeout: 900_000 })
  if (!ok) throw new Failure(`没能安装 ${packages.join('、')}。`, output)
  return true
}

export async function ensureFonts() {
  if (process.platform !== 'linux') return
  const listed = await run('fc-list', [':lang=zh-cn', 'family'], { timeout: 30_000 })
  if (listed.ok && listed.output.trim()) return
  if (!asRoot || !existsSync('/usr/bin/apt-get')) {
    console.log('! 系统里没有中文字体，截图里的汉字会是方框。请安装 fonts-noto-cjk 或别的中文字体。')
    return
  }
  await step('安装中文字体（截图要用）', () => aptInstall(['fonts-noto-cjk', 'fontconfig'])).catch((error) =>
    console.log(`! ${error.message}截图里的汉字会是方框。`),
  )
}
