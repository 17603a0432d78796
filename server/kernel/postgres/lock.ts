import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { StartError } from '../start-error.ts'
import { beginningOf, isAlive } from './processes.ts'

interface Holder {
  pid: number
  beginning?: string
}

/**
 * Takes a data folder for this process, or says who has it. A holder that was killed is noticed by its number and the
 * moment it began, so nothing has to be tidied by hand. Answers the way to give it back.
 */
export function takeLock(file: string, dataDir: string): () => void {
  const me: Holder = { pid: process.pid, beginning: beginningOf(process.pid) }
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, JSON.stringify(me), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (linked(mine, file)) return () => rmSync(file, { force: true })
      const holder = readHolder(file)
      if (holder && holds(holder)) {
        throw new StartError(
          `已有一个会籍服务在使用这个数据目录（进程 ${holder.pid}，目录 ${dataDir}）。请先停掉它，或者用 DATA_DIR 换一个目录。`,
        )
      }
      removeStale(file, holder)
    }
    throw new StartError(`不能在数据目录 ${dataDir} 里上锁，请稍后再试。`)
  } finally {
    rmSync(mine, { force: true })
  }
}

/** A hard link either makes the lock, whole, or fails because there is one. Some file systems have none: then a new file. */
function linked(from: string, to: string): boolean {
  return succeeded(() => linkSync(from, to)) ?? succeeded(() => writeFileSync(to, readFileSync(from), { flag: 'wx', mode: 0o600 })) ?? false
}

/** undefined: it failed for another reason than the file being there already. */
function succeeded(make: () => void): boolean | undefined {
  try {
    make()
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EEXIST' ? false : undefined
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder: Partial<Holder> | null = JSON.parse(readFileSync(file, 'utf8'))
    return typeof holder?.pid === 'number' ? { pid: holder.pid, beginning: holder.beginning } : undefined
  } catch {
    return undefined
  }
}

function holds({ pid, beginning }: Holder): boolean {
  return isAlive(pid) && beginning === beginningOf(pid)
}

/** Moved aside first and looked at again: somebody else may have replaced it since we read it. */
function removeStale(file: string, seen: Holder | undefined) {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = readHolder(aside)
  if (moved && holds(moved) && moved.pid !== seen?.pid) linked(aside, file)
  rmSync(aside, { force: true })
}
