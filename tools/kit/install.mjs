import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { inRoot } from './paths.mjs'
import { run } from './run.mjs'
import { Failure, step } from './say.mjs'
import { fingerprint, isStamped, stamp } from './stamp.mjs'

const stampFile = inRoot('node_modules/.huiji-installed')

/** Installs the packages when they are missing or package-lock.json has changed since. */
export async function ensureInstalled() {
  const wanted = `${fingerprint(['package-lock.json'])} ${process.platform} ${process.arch} ${process.versions.modules}`
  if (isStamped(stampFile, wanted)) return
  if (!isInstalled()) await step('安装依赖（第一次需要一两分钟）', install)
  stamp(stampFile, wanted)
}

async function install() {
  // A lock file without addresses costs a question for each package, unless npm may use the answers it has; a version it never heard of makes it ask.
  const result = await npmCi('--prefer-offline')
  const asked = result.ok ? result : await npmCi()
  if (!asked.ok) throw new Failure('依赖没能装好，请检查网络和磁盘空间后再试。', asked.output)
}

function npmCi(...more) {
  // What was built is of no use without what it is built with, whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error', ...more]
  const npm = process.env.npm_execpath
  const own = npm && basename(npm).startsWith('npm-cli')
  return own ? run(process.execPath, [npm, ...args]) : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args)
}

/** Whether somebody's own `npm install` already put in place what the lock file asks for. npm notes what it did. */
function isInstalled() {
  const noted = inRoot('node_modules/.package-lock.json')
  if (!existsSync(noted)) return false
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const [wanted, present] = [read(inRoot('package-lock.json')), read(noted)]
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || present[path]?.version === version)
}
