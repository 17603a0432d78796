import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tools/kit/longest-first.ts'

export default defineConfig({
  test: {
    passWithNoTests: true,
    // Files share nothing but the machine. Each waits a third of its time, for a browser or a database: one more than there are cores.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'server',
          include: ['contract/**/*.test.ts', 'server/**/*.test.ts', 'checks/**/*.test.ts', 'web/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['tools/walls/**', '**/node_modules/**'],
          globalSetup: ['server/testing/global-setup.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'walls', include: ['tools/walls/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['e2e/kit/seeds.ts'],
          pool: 'forks',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A life is told in order: what a later chapter needs, an earlier one made.
          sequence: { concurrent: false, shuffle: false },
          bail: 0,
        },
      },
    ],
  },
})
