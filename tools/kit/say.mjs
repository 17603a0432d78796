export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} 秒`

/** Says what begins, and when it is over, how long it took. On a terminal both are one line. */
export async function step(what, act) {
  const begun = performance.now()
  process.stdout.write(process.stdout.isTTY ? `  ${what}…` : `  ${what}…\n`)
  const over = (mark) => `${process.stdout.isTTY ? '\r\x1b[K' : ''}${mark} ${what}（${seconds(performance.now() - begun)}）\n`
  try {
    const answer = await act()
    process.stdout.write(over('✓'))
    return answer
  } catch (error) {
    process.stdout.write(over('✗'))
    throw error
  }
}

/** What went wrong in one sentence; `details` is another program's own words. */
export class Failure extends Error {
  constructor(sentence, details = '') {
    super(sentence)
    this.details = details
  }
}

/** Ends a tool's main function as its user expects: a sentence for what can happen, a stack only for our own mistakes. */
export function report(error) {
  if (error instanceof Failure) {
    if (error.details) process.stderr.write(`\n${error.details.trimEnd()}\n\n`)
    process.stderr.write(`${error.message}\n`)
  } else {
    console.error(error)
  }
  process.exit(1)
}
