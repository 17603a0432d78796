import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openFolder } from './disk.ts'

it('makes the folder of the files, and says in a sentence when it can’t be one', async () => {
  const place = await mkdtemp(join(tmpdir(), 'huiji-test-'))
  await openFolder(join(place, 'data', 'files'))
  expect((await stat(join(place, 'data', 'files'))).isDirectory()).toBe(true)
  await writeFile(join(place, 'taken'), '')
  await expect(openFolder(join(place, 'taken', 'files'))).rejects.toMatchObject({
    name: 'StartError',
    message: `文件夹 ${join(place, 'taken', 'files')} 不能写入，请用环境变量 DATA_DIR 换一个可以写入的文件夹。`,
  })
  await rm(place, { recursive: true })
})
