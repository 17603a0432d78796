import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StartError } from '../start-error.ts'
import { canEnter, chooseRunner, type Runner } from './runner.ts'

/** Where one database lives and who runs it. All paths are absolute. */
export interface Home {
  folder: string
  /** PGDATA. Absent until initdb has finished. */
  cluster: string
  socketFolder: string
  serverLog: string
  passwordFile: string
  lockFile: string
  runner: Runner
}

/** Holds one line, the path of a home that could not be in the data folder itself. */
const pointerName = 'database-elsewhere.txt'

/** Finds the database's home for a data folder, or makes it: inside, or where the database's user can reach it. */
export function findHome(dataDir: string, log: (sentence: string) => void): Home {
  const data = resolve(dataDir)
  const asRoot = process.getuid?.() === 0
  makeFolder(data, asRoot)
  const pointer = join(data, pointerName)
  if (existsSync(pointer)) return homeElsewhere(pointer, log)
  const inside = join(data, 'postgres')
  const isNew = !existsSync(inside)
  const runner = chooseRunner(ownerOf(join(inside, 'cluster')))
  makeFolder(inside, asRoot)
  if (canEnter(runner, inside)) return layOut(inside, runner)
  if (!isNew) throw new StartError(`数据库的文件在 ${inside}，但它的系统用户（编号 ${runner.uid}）进不去，请检查上级文件夹的权限。`)
  rmdirSync(inside)
  const folder = makeElsewhere(runner)
  writeFileSync(pointer, `${folder}\n`)
  writeFileSync(join(folder, 'belongs-to.txt'), `${data}\n`)
  sayWhere(folder, log)
  return layOut(folder, runner)
}

function homeElsewhere(pointer: string, log: (sentence: string) => void): Home {
  const folder = readFileSync(pointer, 'utf8').trim()
  if (!existsSync(folder))
    throw new StartError(`${pointer} 说数据库的文件在 ${folder}，但那里什么也没有。若要从头开始，请删除 ${pointer}。`)
  sayWhere(folder, log)
  return layOut(folder, chooseRunner(ownerOf(join(folder, 'cluster'))))
}

function sayWhere(folder: string, log: (sentence: string) => void) {
  log(`数据目录只有 root 能进入，数据库的文件因此放在 ${folder}`)
}

function makeElsewhere(runner: Runner): string {
  for (const base of ['/var/lib', '/srv', '/opt']) {
    if (!existsSync(base) || !canEnter(runner, base)) continue
    const folder = join(base, `huiji-${randomBytes(4).toString('hex')}`)
    try {
      makeFolder(folder, true)
      return folder
    } catch {
      // Read-only here; the next base may do.
    }
  }
  throw new StartError('数据库的系统用户进不去数据目录，也找不到别的地方放数据库的文件。请把 DATA_DIR 设在所有用户都能进入的地方。')
}

/** As root, others may pass through (the database's user does) but not look around. */
function makeFolder(folder: string, asRoot: boolean) {
  if (existsSync(folder)) return
  try {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, asRoot ? 0o711 : 0o700)
  } catch (error) {
    throw new StartError(`不能建立文件夹 ${folder}：${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

function layOut(folder: string, runner: Runner): Home {
  const home = {
    folder,
    cluster: join(folder, 'cluster'),
    socketFolder: join(folder, 'run'),
    serverLog: join(folder, 'server.log'),
    passwordFile: join(folder, 'password'),
    lockFile: join(folder, 'in-use.json'),
    runner,
  }
  giveFolder(home.socketFolder, runner)
  return home
}

/** Makes a folder that only the runner may enter. */
export function giveFolder(folder: string, runner: Runner) {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
  give(folder, runner)
}

export function give(path: string, { uid, gid }: Runner) {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

function ownerOf(path: string): { uid: number; gid: number } | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw new StartError(`不能查看数据库的文件夹 ${path}，请用建立它的系统用户或者 root 启动。`, { cause: error })
  }
}
