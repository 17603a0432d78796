import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the demos of this run lie that a world can begin from. */
    seeds: string
  }
}

/** A folder for the demos that several worlds begin from. `SEEDS` names one that is kept: for who writes a life. */
export default function setup(project: TestProject): () => void {
  const kept = process.env.SEEDS
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'huiji-e2e-seeds-'))
  // As root, the database's user must be able to pass through.
  chmodSync(folder, 0o711)
  project.provide('seeds', folder)
  const clear = () => {
    if (!kept) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  process.once('exit', clear)
  return clear
}
