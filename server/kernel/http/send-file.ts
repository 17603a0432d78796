import type { FastifyReply } from 'fastify'
import type { FileReply } from './route.ts'

/** Sends bytes so that a browser can't take them for a page of ours. */
export function sendFile(reply: FastifyReply, answer: unknown) {
  const file = answer as FileReply
  const disposition = file.inline ? 'inline' : 'attachment'
  return reply
    .header('content-type', file.mediaType)
    .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('cache-control', 'private, no-store')
    .send(file.bytes)
}
