import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { readPdf } from '../../kit/papers.ts'

/** All that was told becomes the association's manual. */
export function manual(life: Life) {
  it('GSJL-01 the walk has written the manual that the pages link as 帮助', async () => {
    const folder = fileURLToPath(new URL(`../../../dist/manual/${life.world.slug}/`, import.meta.url))
    await life.manual.write(folder, {
      association: { name: '甘肃省建设监理协会', accent: '#8a4a12' },
      title: '会员管理系统操作手册',
      version: '适用于会籍 0.1.0',
    })
    const files = await readdir(folder)
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    for (const chapter of ['个人会员注册', '企业：审核和推荐本单位人员', '企业：推荐续期', '个人会员：工作单位变更'])
      expect(html).toContain(chapter)
    for (const [, picture] of html.matchAll(/src="([^"]+)"/g)) expect(files).toContain(picture)
    expect((await readPdf(await readFile(join(folder, 'manual.pdf')))).text).toContain('推荐续期')
    const bytes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4 * 1024 * 1024)
  })
}
