import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { dayOf } from '../../server/kernel/clock.ts'
import { closeTypesetter, typeset } from '../../server/kernel/typeset/index.ts'
import type { Device } from './browser.ts'

const release: { version: string } = JSON.parse(await readFile(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'))

interface Shot {
  file: string
  device: Device
  caption: string
  image: Buffer
}

interface Step {
  text: string
  shots: Shot[]
}

interface Chapter {
  title: string
  intro: string
  for: 'member' | 'staff'
  steps: Step[]
}

/** Notes what a life does, sentence by sentence with the pictures it took, and makes the association's 操作手册 of it. */
export class Manual {
  readonly #chapters: Chapter[] = []
  #count = 0

  chapter(title: string, intro = '', whom: Chapter['for'] = 'member'): void {
    this.#chapters.push({ title, intro, for: whom, steps: [] })
  }

  /** One sentence to who reads it. */
  step(text: string): void {
    this.#chapters.at(-1)?.steps.push({ text, shots: [] })
  }

  /** A picture of the page as it is, under the last sentence. */
  async shot(page: Page, device: Device, caption = ''): Promise<void> {
    await page.evaluate('document.fonts.ready.then(() => true)')
    const image = await page.screenshot({ fullPage: false, animations: 'disabled' })
    this.#count += 1
    this.#chapters
      .at(-1)
      ?.steps.at(-1)
      ?.shots.push({ file: `${String(this.#count).padStart(2, '0')}-${device}.webp`, device, caption, image })
  }

  /** Writes index.html (its style.css is the server's), the pictures and 操作手册.pdf (manual.pdf) into `folder`, anew. */
  async write(folder: string, about: { association: { name: string; accent: string }; title: string }): Promise<void> {
    const subtitle = this.#chapters.some((chapter) => chapter.for === 'staff') ? '会员端与协会财务' : '会员端'
    const book = { ...about, subtitle, version: `适用于会籍 ${release.version}` }
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    for (const shot of this.#chapters.flatMap((chapter) => chapter.steps.flatMap((step) => step.shots))) {
      await writeFile(
        join(folder, shot.file),
        await sharp(shot.image)
          .resize({ width: shot.device === 'phone' ? 560 : 1200, withoutEnlargement: true })
          .webp({ quality: 76 })
          .toBuffer(),
      )
    }
    const pdf = await typeset('manual', {
      association: book.association,
      title: book.title,
      subtitle: book.subtitle,
      version: book.version,
      date: dayOf(new Date()),
      chapters: this.#chapters.map((chapter) => ({
        title: chapter.title,
        intro: chapter.intro,
        steps: chapter.steps.map(({ text, shots }) => ({
          text,
          shots: shots.map(({ image, caption, device }) => ({ image, caption, device })),
        })),
      })),
    })
    await writeFile(join(folder, 'manual.pdf'), pdf)
    await writeFile(join(folder, 'index.html'), pageOf(book, this.#chapters))
    await closeTypesetter()
  }
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? mark)

const numerals = [...'一二三四五六七八九十']

function pageOf(book: { association: { name: string }; title: string; subtitle: string; version: string }, chapters: Chapter[]): string {
  const contents = chapters
    .map((chapter, index) => `<li><a href="#c${index + 1}">${numerals[index] ?? index + 1}、${escaped(chapter.title)}</a></li>`)
    .join('')
  const body = chapters
    .map(
      (chapter, index) =>
        `<section id="c${index + 1}"><h2>${numerals[index] ?? index + 1}、${escaped(chapter.title)}</h2>${chapter.intro && `<p>${escaped(chapter.intro)}</p>`}<ol>${chapter.steps.map(stepOf).join('')}</ol></section>`,
    )
    .join('')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(book.title)}</title><link rel="stylesheet" href="style.css"></head>
<body><header><p>${escaped(book.association.name)}</p><h1>${escaped(book.title)}</h1><p>${escaped(book.subtitle)}　${escaped(book.version)}　<a href="manual.pdf">下载 PDF</a></p></header><nav aria-label="目录"><ol>${contents}</ol></nav><main>${body}</main></body></html>
`
}

function stepOf(step: Step): string {
  const shots = step.shots.map(
    (shot) =>
      `<figure class="${shot.device}"><img src="${shot.file}" alt="${escaped(shot.caption || step.text)}" loading="lazy">${shot.caption && `<figcaption>${escaped(shot.caption)}</figcaption>`}</figure>`,
  )
  return `<li><p>${escaped(step.text)}</p>${shots.length > 0 ? `<div class="shots">${shots.join('')}</div>` : ''}</li>`
}
