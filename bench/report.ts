import type { Measured } from './measure.ts'

interface Memory {
  loaded: number
  working: number
  jobsPerSecond: number
}

/** The table a person reads. */
export function showTable(
  measured: Measured[],
  memory: Memory,
  size: { members: number; neighbours: number; rounds: number; seconds: number },
): string {
  const rows = measured.map((one) =>
    [
      one.name,
      one.rps,
      one.p50Ms,
      one.p95Ms,
      one.p99Ms,
      one.floorRatio,
      one.statements,
      one.slowest ? one.slowest.medianMs.toFixed(1) : '',
    ].map((cell) => String(cell ?? '')),
  )
  const head = ['load', 'req/s', 'p50 ms', 'p95 ms', 'p99 ms', 'ratio', 'statements', 'slowest ms']
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  const slowest = measured.flatMap(({ slowest }) => (slowest ? [slowest] : [])).sort((a, b) => b.medianMs - a.medianMs)
  const named = slowest
    .slice(0, 3)
    .map(({ name, text, medianMs }) => `  ${medianMs.toFixed(1)} ms  ${name}: ${text.replace(/\s+/g, ' ').slice(0, 180)}`)
  return `${table}

${size.members} and ${size.neighbours} members; ${size.rounds} rounds of ${size.seconds} s; program, floor, load and database share this machine.
Slowest statements alone (median): \n${named.join('\n')}
${measured.flatMap(({ name, rssMb }) => (rssMb === undefined ? [] : [`${name}: ${rssMb} MB in its process.\n`])).join('')}Server's memory: ${memory.loaded} MB after the loads, ${memory.working} MB working off the queue (${memory.jobsPerSecond} jobs/s).
`
}
