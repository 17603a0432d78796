import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'
import type { Binaries } from './binaries.ts'
import { give, giveFolder, type Home } from './home.ts'
import { runnerEnvironment } from './runner.ts'

/** Makes the cluster the first time, checks it later. Answers the password of its superuser. */
export async function readyCluster(home: Home, binaries: Binaries, log: (sentence: string) => void, throwaway = false): Promise<string> {
  if (existsSync(home.cluster)) {
    checkVersion(home, binaries)
    if (!existsSync(home.passwordFile)) throw new StartError(`数据库的密码文件 ${home.passwordFile} 不见了，请从备份中放回。`)
    return readFileSync(home.passwordFile, 'utf8').trim()
  }
  log('第一次启动，正在建立数据库…')
  const password = randomBytes(24).toString('base64url')
  writeFileSync(home.passwordFile, `${password}\n`, { mode: 0o600 })
  chmodSync(home.passwordFile, 0o600)
  await initialise(home, binaries, password, throwaway ? ['--no-sync'] : [])
  return password
}

function checkVersion(home: Home, binaries: Binaries) {
  const major = Number(readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8'))
  if (major === binaries.major) return
  throw new StartError(`数据目录里的数据库是 PostgreSQL ${major} 的格式，本程序自带的是 ${binaries.major}，不能直接打开，请先导出再导入。`)
}

/** Into a folder aside, renamed when done: a start that is killed half-way leaves nothing that looks like a database. */
async function initialise(home: Home, binaries: Binaries, password: string, more: string[]) {
  const aside = `${home.cluster}.part`
  const passwordFile = join(home.socketFolder, 'initial')
  rmSync(aside, { recursive: true, force: true })
  giveFolder(aside, home.runner)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  give(passwordFile, home.runner)
  try {
    await runInitdb(home, binaries, ['-D', aside, '-U', 'postgres', '--pwfile', passwordFile, '-A', 'scram-sha-256', ...locale(), ...more])
    renameSync(aside, home.cluster)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** Without a UTF-8 character type, Chinese letters count as punctuation: no trigrams, no case, no words. */
function locale(): string[] {
  const type = { linux: 'C.UTF-8', darwin: 'en_US.UTF-8' }[process.platform as string] ?? 'en-US'
  return ['--encoding=UTF8', '--lc-collate=C', `--lc-ctype=${type}`, '--lc-messages=C', '--lc-monetary=C', '--lc-numeric=C', '--lc-time=C']
}

function runInitdb(home: Home, binaries: Binaries, args: string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(binaries.initdb, [...args, '--no-instructions'], { ...home.runner, cwd: '/', env: runnerEnvironment() })
    const said: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    child.once('error', (error) => fail(new StartError(`不能运行 initdb：${error.message}`, { cause: error })))
    child.once('close', (code) => {
      const lines = Buffer.concat(said).toString('utf8').trim().split('\n')
      const why = lines.findLast((line) => /error|fatal|could not/i.test(line)) ?? lines.at(-1)
      if (code === 0) done()
      else fail(new StartError(`建立数据库没有成功：${why}`))
    })
  })
}
