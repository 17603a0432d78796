import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { readPdf } from '../../kit/papers.ts'

/** The walk is the manual. */
export function manual(life: Life) {
  it('CAQ-05 the walk has written the manual that the pages link as 帮助', async () => {
    const folder = fileURLToPath(new URL(`../../../dist/manual/${life.world.slug}/`, import.meta.url))
    await life.manual.write(folder, {
      association: { name: '中国质量协会', accent: '#0d6b52' },
      title: '会员系统操作手册',
      version: '适用于会籍 0.1.0',
    })
    const files = await readdir(folder)
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    for (const chapter of ['企业入会', '登录', '会员首页', '理事及以上单位', '个人会员']) expect(html).toContain(chapter)
    for (const [, picture] of html.matchAll(/src="([^"]+)"/g)) expect(files).toContain(picture)
    expect((await readPdf(await readFile(join(folder, 'manual.pdf')))).text).toContain('联系人管理')
  })
}
