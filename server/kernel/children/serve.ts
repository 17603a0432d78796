/** What a child says to its pool: anything it found, as soon as it is found; then that it is done, and how large it has become. */
export type Said<Answer> = { told: Answer } | { done: true; rssMb: number }

/** The child's side of a pool: one job after another; what `work` throws means that nothing more was found. */
export function serveJobs<Job, Answer>(work: (job: Job, tell: (answer: Answer) => Promise<void>) => Promise<void>): void {
  process.on('disconnect', () => process.exit(0))
  // Ctrl-C reaches the whole group; the server lets its requests finish and then closes us.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  const say = (said: Said<Answer>) => new Promise<void>((sent) => process.send?.(said, undefined, undefined, () => sent()))
  process.on('message', (job: Job) => {
    void work(job, (told) => say({ told }))
      .catch(() => undefined)
      .then(() => say({ done: true, rssMb: Math.round(process.memoryUsage.rss() / 1024 / 1024) }))
  })
}
