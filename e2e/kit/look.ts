import { mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const inPage = await readFile(fileURLToPath(new URL('./look-in-page.js', import.meta.url)), 'utf8')
const album = fileURLToPath(new URL('../../dist/album/', import.meta.url))
let pictures = 0

/**
 * Looks at a page as somebody who doesn't see it, or uses no mouse: names, headings, alternatives, order of Tab; and that it
 * doesn't scroll sideways. `SHOTS=1` keeps a picture of it in dist/album.
 */
export async function look(page: Page, name: string): Promise<void> {
  await arrive(page)
  // A page that is just being changed for the next one gets a moment; what stays is told.
  await expect.poll(() => page.evaluate<string[]>(inPage), { timeout: 5000, message: `${name} ${page.url()}` }).toEqual([])
  await keep(page, name)
  if (!(await fitsWidth(page))) expect(await stickingOut(page), `${name} scrolls sideways`).toEqual([])
}

/** Waits until nothing is being loaded any more: what is looked at is the page, not its waiting. */
export async function arrive(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.evaluate('document.fonts.ready.then(() => true)')
  await expect.poll(() => page.getByText('正在加载').or(page.locator('table[aria-busy="true"]')).count(), { timeout: 15_000 }).toBe(0)
}

/** The page does not scroll sideways. */
export function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
}

/** What makes it scroll: the innermost elements that reach past the right edge, or where none does, that it scrolls. */
function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const edge = document.documentElement.clientWidth
    const past = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > edge + 0.5)
    const inner = past.filter((one) => !past.some((other) => other !== one && one.contains(other)))
    return ['scrolls', ...inner.map((one) => one.outerHTML.slice(0, 120) + ' … ' + Math.round(one.getBoundingClientRect().right - edge) + 'px')]
  })()`)
}

/** Where Tab goes, `times` times, something shows where one is: an outline or a shadow that wasn't there. */
export async function expectFocusSeen(page: Page, times: number): Promise<void> {
  for (let at = 0; at < times; at++) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate<string>(`(() => {
      const style = getComputedStyle(document.activeElement)
      const box = document.activeElement.closest('label') ?? document.activeElement
      const around = getComputedStyle(box)
      const drawn = [style, around].some((each) => (each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0) || each.boxShadow !== 'none')
      return drawn ? '' : document.activeElement.outerHTML.slice(0, 120)
    })()`)
    expect(seen, 'focus that can not be seen').toBe('')
  }
}

/** A picture of the page for whoever looks on, when asked for, and after a failure. */
export async function keep(page: Page, name: string, always = false): Promise<void> {
  if (!always && !process.env.SHOTS) return
  await mkdir(album, { recursive: true })
  pictures += 1
  const file = `${album}${String(pictures).padStart(3, '0')}-${name.replace(/[^\p{L}\p{N}-]+/gu, '-')}.png`
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled', scale: 'css' }).catch(() => undefined)
}
