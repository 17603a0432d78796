// Copies the typesetter's four fonts (OFL, 42 MB) of the families' 200 MB beside its built code, so that the fonts' packages stay dev packages.
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const fonts = [
  'noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  'noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  'noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  'noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
]
const licences = ['noto-sans-sc', 'noto-serif-sc']

/** `server` is the folder of the built server, e.g. dist/server. */
export function copyTypesetterFiles(server) {
  const packages = join(root, 'node_modules/@expo-google-fonts')
  const target = join(server, 'kernel/typeset/fonts')
  mkdirSync(target, { recursive: true })
  for (const font of fonts) cpSync(join(packages, font), join(target, font.split('/').at(-1)))
  for (const family of licences) cpSync(join(packages, family, 'LICENSE_FONT'), join(target, `${family}.LICENSE`))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) copyTypesetterFiles(process.argv[2] ?? join(root, 'dist/server'))
