// Copies what the typesetter needs beside the built server: four whole fonts (OFL, 42 MB) of the families' 200, and the templates.
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
  const target = join(server, 'typeset')
  mkdirSync(join(target, 'fonts'), { recursive: true })
  for (const font of fonts) cpSync(join(packages, font), join(target, 'fonts', font.split('/').at(-1)))
  for (const family of licences) cpSync(join(packages, family, 'LICENSE_FONT'), join(target, 'fonts', `${family}.LICENSE`))
  cpSync(join(root, 'server/kernel/typeset/templates'), join(target, 'templates'), { recursive: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) copyTypesetterFiles(process.argv[2] ?? join(root, 'dist/server'))
