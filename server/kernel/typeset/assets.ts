import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Where the typesetter's own things lie: beside the source, or at the same place in `dist`. */
const fromSource = import.meta.url.endsWith('.ts')

const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export const templatesFolder = here('./templates/')

/** Whole Noto families from npm; the build copies only these four files (tools/fonts.mjs). */
const fontFiles = [
  ['noto-sans-sc', '400Regular', 'NotoSansSC_400Regular.ttf'],
  ['noto-sans-sc', '700Bold', 'NotoSansSC_700Bold.ttf'],
  ['noto-serif-sc', '400Regular', 'NotoSerifSC_400Regular.ttf'],
  ['noto-serif-sc', '700Bold', 'NotoSerifSC_700Bold.ttf'],
] as const

export function fontPaths(): string[] {
  return fontFiles.map(([family, weight, file]) => {
    const path = fromSource ? inPackage(family, weight, file) : here(`./fonts/${file}`)
    if (!existsSync(path)) throw new Error(`Typesetting needs the font ${file}, which is not at ${path}`)
    return path
  })
}

function inPackage(family: string, weight: string, file: string): string {
  return createRequire(import.meta.url).resolve(`@expo-google-fonts/${family}/${weight}/${file}`)
}
