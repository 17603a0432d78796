import { readFileSync } from 'node:fs'

// The package file lies above both the source and the built server.
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const found: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
      if (found && typeof found === 'object' && 'version' in found) return String(found.version)
    } catch {
      // Not at this place: look at the next.
    }
  }
  return '0'
}

export const version = readVersion()
