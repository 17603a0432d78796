/** One browser's worth of HTTP against a running server: keeps the session's cookie, sends our header. */
export interface Client {
  cookie: string | undefined
  /** Answers status and parsed body, whatever the status; throws only when the server can't be reached. */
  send(method: Method, path: string, body?: unknown): Promise<Answer>
  /** A file as a form sends it. */
  upload(path: string, bytes: Buffer, name: string): Promise<Answer>
  /** The same person at another server (or the same one after a restart). */
  at(url: string): Client
}

export interface Answer {
  status: number
  // What came back is looked at by the caller, field by field.
  body: Record<string, unknown>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `address`: where it seems to come from, for a server that trusts one proxy; limits count by it. */
export function clientOf(url: string, slug: string, known: { cookie?: string; address?: string } = {}): Client {
  const client: Client = {
    cookie: known.cookie,
    send: (method, path, body) =>
      ask(path, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: { ...headers(), ...(body !== undefined && { 'content-type': 'application/json' }) },
      }),
    upload(path, bytes, name) {
      const form = new FormData()
      form.append('file', new Blob([new Uint8Array(bytes)]), name)
      return ask(path, { method: 'POST', body: form, headers: headers() })
    },
    at: (other) => clientOf(other, slug, { ...known, ...(client.cookie !== undefined && { cookie: client.cookie }) }),
  }
  const headers = () => ({
    'x-huiji': '1',
    ...(client.cookie && { cookie: client.cookie }),
    ...(known.address && { 'x-forwarded-for': known.address }),
  })
  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(`${url}/${slug}/api${path}`, { ...init, signal: AbortSignal.timeout(30_000) })
    const set = answer.headers.getSetCookie().find((line) => line.startsWith('huiji='))
    if (set) client.cookie = set.split(';')[0]
    const text = await answer.text()
    const parsed: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : { text }
    return { status: answer.status, body: Array.isArray(parsed) ? { rows: parsed } : isRecord(parsed) ? parsed : {} }
  }
  return client
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
