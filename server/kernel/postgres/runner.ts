import { spawnSync } from 'node:child_process'
import { StartError } from '../start-error.ts'

/** Under which system user the database runs: PostgreSQL refuses to run as root. Without uid, under our own. */
export interface Runner {
  uid?: number
  gid?: number
}

/** `owner` is the owner of an existing cluster: it goes on being run by the same user. */
export function chooseRunner(owner: { uid: number; gid: number } | undefined): Runner {
  if (process.getuid?.() !== 0) {
    if (owner && process.getuid && owner.uid !== process.getuid()) {
      throw new StartError(`数据目录里的数据库属于另一个系统用户（编号 ${owner.uid}），请用那个用户或者 root 启动。`)
    }
    return {}
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const found = lookUp('postgres') ?? lookUp('nobody')
  if (!found) throw new StartError('数据库不能以 root 身份运行，而系统里没有 postgres 或 nobody 用户。请建立其中之一，或用普通用户启动。')
  return found
}

function lookUp(name: string): Runner | undefined {
  const ask = (what: string) => Number(spawnSync('id', [what, name], { encoding: 'utf8' }).stdout?.trim() || Number.NaN)
  const [uid, gid] = [ask('-u'), ask('-g')]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined
}

/** Whether the runner can enter the folder, tried rather than computed: there are access lists and mounts. */
export function canEnter(runner: Runner, folder: string): boolean {
  if (runner.uid === undefined) return true
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...runner, cwd: '/', stdio: 'ignore' }).status === 0
}

/** What a database process needs to know of our surroundings: no secrets, no PG* variables that would change its mind. */
export function runnerEnvironment(): NodeJS.ProcessEnv {
  const kept = process.platform === 'win32' ? Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/i.test(name)) : []
  return { ...Object.fromEntries(kept), PATH: process.env.PATH, TZ: process.env.TZ ?? 'Asia/Shanghai' }
}
