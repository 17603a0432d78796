// npm start: installs and builds what is missing or changed, then is the server, in this same process.
import { checkNode } from './kit/node.mjs'

checkNode()
const { report } = await import('./kit/say.mjs')
const { ensureInstalled } = await import('./kit/install.mjs')
const { ensureBuilt } = await import('./kit/build.mjs')
const { inRoot } = await import('./kit/paths.mjs')
const { pathToFileURL } = await import('node:url')

// npm passes on the Ctrl-C that the terminal has already sent us; only a later one is meant to force.
let firstAsked
let serving = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (!serving) process.exit(130)
    firstAsked ??= Date.now()
    if (Date.now() - firstAsked < 1000) return
    process.stderr.write('强行停止。\n')
    process.exit(130)
  })
}
// The terminal was closed: the same as asking to stop.
process.on('SIGHUP', () => process.kill(process.pid, 'SIGTERM'))

try {
  await ensureInstalled()
  await ensureBuilt()
} catch (error) {
  report(error)
}
process.env.NODE_ENV ??= 'production'
process.setSourceMapsEnabled(true)
serving = true
await import(pathToFileURL(inRoot('dist/server/main.js')).href)
