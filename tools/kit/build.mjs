import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { inRoot, root } from './paths.mjs'
import { runNode } from './run.mjs'
import { Failure, step } from './say.mjs'
import { fingerprint, isStamped, stamp } from './stamp.mjs'

const server = {
  out: 'dist/server',
  from: ['server', 'contract', 'presets', 'package-lock.json', 'tools/kit/build.mjs', 'tools/fonts.mjs'],
}
const web = { out: 'dist/web', from: ['web', 'contract', 'package-lock.json', 'tools/kit/build.mjs'] }

/** Builds what changed since it was built last. */
export async function ensureBuilt() {
  await ensurePart(server, '构建服务端', buildServer)
  await ensurePart(web, '构建网页', buildWeb)
}

async function ensurePart({ out, from }, what, build) {
  const stampFile = inRoot(`${out}.stamp`)
  const wanted = fingerprint(from)
  if (existsSync(inRoot(out)) && isStamped(stampFile, wanted)) return
  await step(what, async () => {
    // Beside, then exchanged: a program that runs from the old build never sees half of the new one.
    const aside = `${inRoot(out)}.${process.pid}`
    rmSync(stampFile, { force: true })
    try {
      await build(aside)
      exchange(aside, inRoot(out))
    } finally {
      rmSync(aside, { recursive: true, force: true })
    }
    stamp(stampFile, wanted)
  })
}

function exchange(fresh, place) {
  const old = `${fresh}.old`
  if (existsSync(place)) renameSync(place, old)
  renameSync(fresh, place)
  rmSync(old, { recursive: true, force: true })
}

/**
 * dist mirrors the clone: dist/server/main.js stands for server/main.ts, dist/presets for presets. Every entry becomes one file with our
 * modules in it; packages stay in node_modules. What a module finds by `new URL(…, import.meta.url)` is at the same place in dist.
 */
async function buildServer(out) {
  const { build } = await import('esbuild')
  for (const entry of entries()) {
    const outfile = join(out, relative('server', entry).replace(/\.ts$/, '.js'))
    try {
      await build({
        absWorkingDir: root,
        entryPoints: [entry],
        outfile,
        bundle: true,
        packages: 'external',
        platform: 'node',
        format: 'esm',
        target: 'node20.19',
        charset: 'utf8',
        sourcemap: true,
        keepNames: true,
        logLevel: 'silent',
        plugins: [mirrorUrls(inDist(inRoot(entry)))],
      })
    } catch (error) {
      throw new Failure('服务端没能构建成功。', error instanceof Error ? error.message : String(error))
    }
  }
  copyAssets('server', out)
  const fonts = await import('../fonts.mjs')
  fonts.copyTypesetterFiles(out)
  for (const folder of ['contract', 'presets']) {
    rmSync(inRoot('dist', folder), { recursive: true, force: true })
    copyAssets(folder, inRoot('dist', folder))
  }
}

/** main.ts, and what runs in a process or thread of its own: child.ts and thread.ts, wherever they are. */
function entries() {
  const children = readdirSync(inRoot('server'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|[\\/])(child|thread)\.ts$/.test(name))
    .map((name) => join('server', name))
  return [join('server', 'main.ts'), ...children]
}

/** Where a module of the clone stands in dist. */
const inDist = (path) => inRoot('dist', relative(root, path).replace(/\.ts$/, '.js'))

/** In a bundle all modules would share the bundle's import.meta.url; each keeps its own place instead. */
function mirrorUrls(outfile) {
  return {
    name: 'mirror-urls',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = readFileSync(path, 'utf8')
        if (!contents.includes('import.meta.url')) return undefined
        const from = relative(dirname(outfile), inDist(path)).split(sep).join('/')
        return {
          contents: contents.replaceAll('import.meta.url', `new URL(${JSON.stringify(`./${from}`)}, import.meta.url).href`),
          loader: 'ts',
        }
      })
    },
  }
}

/** Everything below a folder of the clone that is not code: SQL, templates, data. */
function copyAssets(from, to) {
  cpSync(inRoot(from), to, { recursive: true, filter: (path) => !/\.ts$/.test(path) })
}

async function buildWeb(out) {
  const vite = inRoot('node_modules/vite/bin/vite.js')
  const args = ['build', '--config', 'web/vite.config.ts', '--outDir', out, '--emptyOutDir', '--logLevel', 'warn']
  const result = await runNode([vite, ...args], { env: { NODE_ENV: 'production' } })
  if (!result.ok) throw new Failure('网页没能构建成功。', result.output)
  await compressAll(join(out, 'assets'))
}

const packers = [
  ['.gz', (bytes) => promisify(gzip)(bytes, { level: 9 })],
  [
    '.br',
    (bytes) =>
      promisify(brotliCompress)(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
  ],
]

/** Once here instead of at every request. Small files and pictures gain nothing. */
async function compressAll(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css|svg|json|wasm)$/.test(name))
  for (const name of names) {
    const bytes = readFileSync(join(folder, name))
    if (bytes.length < 1024) continue
    for (const [end, pack] of packers) writeFileSync(join(folder, name + end), await pack(bytes))
  }
}
