import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inject } from 'vitest'
import { homeOf, makeFolder, startServer } from './server.ts'

/** A data folder with one preset's demo in it: a copy of the one that the first world of this run made. */
export async function seededFolder(slug: string): Promise<string> {
  const made = join(inject('seeds'), slug)
  await madeOnce(made, slug)
  const folder = makeFolder()
  execFileSync('cp', ['-a', `${made}/.`, folder])
  // A world that is thrown away waits for no disk.
  appendFileSync(join(homeOf(folder), 'cluster/postgresql.auto.conf'), 'fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n')
  return folder
}

/** The first of all workers makes it, the others wait for it. */
async function madeOnce(folder: string, slug: string): Promise<void> {
  const ready = `${folder}.ready`
  if (claimed(folder)) {
    const server = await startServer({ dataDir: folder, env: { DEMO: '1', DEMO_PRESETS: slug } })
    await server.stop()
    writeFileSync(ready, '')
  }
  const patience = Date.now() + 240_000
  while (!existsSync(ready)) {
    if (Date.now() > patience) throw new Error(`the demo of ${slug} was never made`)
    await pause(200)
  }
}

function claimed(folder: string): boolean {
  if (existsSync(`${folder}.ready`)) return false
  try {
    mkdirSync(folder)
    chmodSync(folder, 0o711)
    return true
  } catch {
    return false
  }
}
