import { Agent, request } from 'node:http'

/** One request as it goes out. */
export interface Shot {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  headers?: Record<string, string>
  body?: unknown
}

export interface LoadOrder {
  url: string
  shots: Shot[]
  /** Each is sent once and the round ends with the last; else they go round until the time is over. */
  once: boolean
  seconds: number
  connections: number
}

export interface LoadResult {
  done: number
  /** Answers that were not 200, by status, with the first body. */
  failed: Record<string, string>
  elapsedMs: number
  latenciesMs: number[]
}

function send(agent: Agent, url: URL, shot: Shot): Promise<{ status: number; body: string }> {
  const payload = shot.body === undefined ? undefined : JSON.stringify(shot.body)
  return new Promise((done, fail) => {
    const call = request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        method: shot.method,
        path: shot.path,
        headers: {
          'x-huiji': '1',
          ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          ...shot.headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          done({ status: answer.statusCode ?? 0, body: answer.statusCode === 200 ? '' : Buffer.concat(chunks).toString('utf8') }),
        )
        answer.on('error', fail)
      },
    )
    call.on('error', fail)
    call.end(payload)
  })
}

/** Sends as many as the server answers, from a fixed number of connections that never pause. */
export async function load(order: LoadOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections })
  const url = new URL(order.url)
  const result: LoadResult = { done: 0, failed: {}, elapsedMs: 0, latenciesMs: [] }
  const begun = performance.now()
  const until = begun + order.seconds * 1000
  let next = 0
  async function connection() {
    while (performance.now() < until) {
      const at = next++
      const shot = order.shots[order.once ? at : at % order.shots.length]
      if (!shot) return
      const sent = performance.now()
      const { status, body } = await send(agent, url, shot)
      result.latenciesMs.push(performance.now() - sent)
      result.done += 1
      if (status !== 200) result.failed[status] ??= `${shot.path} ${body.slice(0, 200)}`
    }
  }
  await Promise.all(Array.from({ length: order.connections }, connection))
  result.elapsedMs = performance.now() - begun
  agent.destroy()
  return result
}

// In a process of its own, so that it takes no turn of the server's: an order comes in, a result goes back.
if (process.send) {
  process.on('message', (order: LoadOrder) => {
    load(order).then(
      (result) => process.send?.(result),
      (error: unknown) => process.send?.({ error: String(error) }),
    )
  })
  process.send('ready')
}
