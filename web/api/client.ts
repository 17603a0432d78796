import { networkError, refusalFrom } from './errors.ts'
import { loginPath, slug } from './place.ts'
import type { Address, Args, Call, FileKey, Key, Reply, UploadKey } from './types.ts'

const patience = 30_000

/** Says to the server that the request was made by our own page (see the server's cross-site check). */
const ours = { 'x-huiji': '1' }

interface Loose {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  stay?: boolean
}

/** `GET /members/:id` + params + query → method and address under the association. */
export function addressOf(key: string, options: Loose = {}): { method: string; url: string } {
  const [method = 'GET', path = ''] = key.split(' ')
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(options.params?.[name] ?? '')))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(options.query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '') query.append(name, String(each))
    }
  }
  const tail = query.toString()
  return { method, url: `/${slug()}/api${filled}${tail && `?${tail}`}` }
}

/** Calls one endpoint of the contract. Rejects with ApiError, whatever went wrong. */
export async function api<K extends Key>(key: K, ...args: Args<Call<K>>): Promise<Reply<K>> {
  const options: Loose = args[0] ?? {}
  const { method, url } = addressOf(key, options)
  const headers: Record<string, string> = method === 'GET' ? {} : { ...ours }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  const response = await send(url, {
    method,
    headers,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: withPatience(options.signal),
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw turnAway(refusalFrom(response.status, body), options.stay)
  return body as Reply<K>
}

/** The address of a file endpoint, for links and pictures. */
export function fileUrl<K extends FileKey>(key: K, ...args: Args<Address<K>>): string {
  return addressOf(key, args[0] ?? {}).url
}

export interface UploadOptions {
  signal?: AbortSignal
  /** 0 … 1; reaches 1 when the last byte is sent, before the server has checked the file. */
  onProgress?: (share: number) => void
}

/** Sends one file as multipart field `file`. XHR, because fetch can't report how much was sent. */
export function upload<K extends UploadKey>(key: K, file: File | Blob, options: Address<K> & UploadOptions): Promise<Reply<K>> {
  const { method, url } = addressOf(key, options as Loose)
  return sendFile<Reply<K>>(method, url, file, options)
}

function sendFile<R>(method: string, url: string, file: File | Blob, options: UploadOptions): Promise<R> {
  return new Promise((resolve, reject) => {
    const form = new FormData()
    form.append('file', file, file instanceof File ? file.name : 'file')
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(ours)) request.setRequestHeader(name, value)
    request.responseType = 'json'
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total)
    }
    request.onerror = () => reject(networkError(navigator.onLine ? 'unreachable' : 'offline'))
    request.onabort = () => reject(networkError('aborted'))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as R)
      else reject(turnAway(refusalFrom(request.status, request.response)))
    }
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}

function withPatience(signal: AbortSignal | undefined): AbortSignal {
  const clock = new AbortController()
  const timer = setTimeout(() => clock.abort('timeout'), patience)
  signal?.addEventListener('abort', () => {
    clearTimeout(timer)
    clock.abort('aborted')
  })
  return clock.signal
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin' })
  } catch {
    if (init.signal?.aborted) throw networkError(init.signal.reason === 'timeout' ? 'timeout' : 'aborted')
    throw networkError(navigator.onLine ? 'unreachable' : 'offline')
  }
}

/** A session that ended is answered by the login page; where we were comes back afterwards. */
function turnAway<E extends { code: string }>(error: E, stay = location.pathname.endsWith('/login')): E {
  if (error.code === 'not-signed-in' && !stay) location.assign(loginPath())
  return error
}
