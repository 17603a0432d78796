import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Home } from './home.ts'

/** Where a server of ours listens: a socket in `host`, a folder, or 127.0.0.1. */
export interface Address {
  host: string
  port: number
}

/** A socket has no port that another program could have taken, and nobody outside this machine can reach it. */
export async function chooseAddress(home: Home): Promise<Address> {
  if (socketsWork(home.socketFolder)) return { host: home.socketFolder, port: 5432 }
  const file = join(home.folder, 'port')
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  const port = (await isFree(before)) || (await isFree(0))
  writeFileSync(file, `${port}\n`)
  return { host: '127.0.0.1', port }
}

function socketsWork(folder: string): boolean {
  const longest = process.platform === 'darwin' ? 103 : 107
  return process.platform !== 'win32' && Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= longest
}

/** The port itself when it is free (for 0, any free one), else 0. */
function isFree(port: number): Promise<number> {
  return new Promise((answer) => {
    const server = createServer()
    server.once('error', () => answer(0))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => answer(address && typeof address === 'object' ? address.port : 0))
    })
  })
}

/** The host stays readable for anything that parses URLs; the driver takes `?host=` before it. */
export function urlOf({ host, port }: Address, password: string, database: string): string {
  const socket = host.startsWith('/') ? `?host=${encodeURIComponent(host)}` : ''
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}${socket}`
}
