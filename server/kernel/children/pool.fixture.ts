import { writeFileSync } from 'node:fs'
import { serveJobs } from './serve.ts'

export interface Trick {
  act: 'say' | 'say-and-hang' | 'grow' | 'die' | 'die-once'
  /** Where `die-once` notes that it died. */
  note?: string
}

const kept: Buffer[] = []

serveJobs<Trick, string>(async ({ act, note }, tell) => {
  await tell(`${act} ${process.pid}`)
  if (act === 'say-and-hang') for (;;) Math.random()
  if (act === 'die') process.exit(1)
  if (act === 'die-once' && note) {
    // Fails when it is there already: then it lives.
    writeFileSync(note, '', { flag: 'wx' })
    process.exit(1)
  }
  while (act === 'grow') {
    kept.push(Buffer.alloc(16 * 1024 * 1024, 1))
    await new Promise((later) => setTimeout(later, 20))
  }
})
