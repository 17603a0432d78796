import { cp, readdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

// Puts the manuals that the lives in the browser wrote (dist/manual/<association>) beside their presets, where the server finds them.
const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const written = await readdir(at('dist/manual')).catch(() => [])
if (written.length === 0) {
  process.stderr.write('还没有写好的操作手册，请先运行 npm test。\n')
  process.exit(1)
}
for (const slug of written) {
  await rm(at(`presets/${slug}/manual`), { recursive: true, force: true })
  await cp(at(`dist/manual/${slug}`), at(`presets/${slug}/manual`), { recursive: true })
  process.stdout.write(`presets/${slug}/manual 已更新。\n`)
}
