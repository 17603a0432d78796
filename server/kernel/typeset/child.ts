import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { fontPaths, templatesFolder } from './assets.ts'
import type { Answer, Job } from './protocol.ts'

/** A folder that does not exist: a template can read what we hand it and nothing of the disk. */
const nowhere = '/nowhere-huiji-typesets-in'

const compiler = NodeCompiler.create({ workspace: nowhere, fontArgs: [{ fontPaths: fontPaths() }] })
for (const file of readdirSync(templatesFolder)) {
  if (file.endsWith('.typ')) compiler.mapShadow(join(nowhere, file), readFileSync(join(templatesFolder, file)))
}

process.on('message', (job: Job) => process.send?.(answer(job)))
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole group; the server lets running documents finish and then closes us.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

function answer(job: Job): Answer {
  const names = Object.keys(job.files).map((name) => join(nowhere, 'files', basename(name)))
  try {
    Object.values(job.files).forEach((bytes, n) => {
      compiler.mapShadow(names[n] ?? '', Buffer.from(bytes))
    })
    return { id: job.id, pdf: render(job.template, job.data), rssMb: rssMb() }
  } catch (error) {
    return { id: job.id, error: String(error), rssMb: rssMb() }
  } finally {
    for (const name of names) compiler.unmapShadow(name)
    compiler.evictCache(10)
  }
}

/** PDF/A forbids a missing glyph: a character no font has is printed 〓, as typesetters always did. */
function render(template: string, data: string, tries = 3): Buffer {
  compiler.mapShadow(join(nowhere, 'data.json'), Buffer.from(data))
  try {
    return compiler.pdf({ mainFilePath: join(nowhere, `${template}.typ`) }, { pdfStandard: 'a-2b' })
  } catch (error) {
    const missing = charactersWithoutGlyph(String(error))
    if (missing.length === 0 || tries === 0) throw error
    return render(
      template,
      missing.reduce((text, character) => text.replaceAll(character, '〓'), data),
      tries - 1,
    )
  }
}

function charactersWithoutGlyph(error: string): string[] {
  const said = [...error.matchAll(/the text `?\\*"(.+?)\\*"`? could not be displayed/g)]
  return said
    .map(([, text]) => (text ?? '').replace(/\\+u\{([0-9a-f]+)\}/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16))))
    .filter((text) => text !== '')
}

function rssMb(): number {
  return Math.round(process.memoryUsage.rss() / 1_048_576)
}
