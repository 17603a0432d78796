import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint, Method } from '../../../contract/endpoint.ts'
import type { Association, Context, PublicContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import type { Kernel } from '../kernel.ts'
import type { Req, Route, Upload } from './route.ts'
import { sendFile } from './send-file.ts'

/** Finds who asks: given by the modules above, so that the kernel knows no account. */
export interface Doorkeeper {
  findAssociation(kernel: Kernel, slug: string, host: string): Promise<Association | null>
  /** The context of this request for `who`, or a refusal (401, 403). */
  admit(base: PublicContext, request: FastifyRequest, who: Endpoint['who']): Promise<Context>
}

const maxUpload = 20 * 1024 * 1024

/** Puts every route under `/:association/api`. Closed unless its endpoint says otherwise. */
export async function serveRoutes(app: FastifyInstance, kernel: Kernel, doorkeeper: Doorkeeper, routes: Route[]): Promise<void> {
  await app.register(multipart, { limits: { fileSize: maxUpload, files: 1, fields: 20, parts: 21 } })
  for (const route of routes) serveRoute(app, kernel, doorkeeper, route)
}

function serveRoute(app: FastifyInstance, kernel: Kernel, doorkeeper: Doorkeeper, { key, endpoint, handler }: Route) {
  const [method, path] = key.split(' ') as [Method, string]
  app.route({
    method,
    url: `/:association/api${path}`,
    schema: {
      ...(endpoint.query && { querystring: endpoint.query }),
      ...(endpoint.params && { params: endpoint.params }),
      ...(endpoint.body && { body: endpoint.body }),
      ...(endpoint.reply && { response: { 200: endpoint.reply } }),
    },
    async preValidation(request, reply) {
      // Nobody's data outlives its session in a browser or a proxy.
      reply.header('cache-control', 'no-store')
      request.context = await admit(kernel, doorkeeper, request, endpoint)
    },
    async handler(request, reply) {
      const upload = endpoint.upload ? await readUpload(request) : undefined
      const answer = await handler({
        ctx: request.context,
        params: request.params,
        query: request.query,
        body: request.body,
        upload,
        http: { request, reply },
      } as Req<Endpoint>)
      return endpoint.file ? sendFile(reply, answer) : answer
    },
  })
}

async function admit(kernel: Kernel, doorkeeper: Doorkeeper, request: FastifyRequest, endpoint: Endpoint): Promise<Context> {
  const { association: slug } = request.params as { association: string }
  const association = await doorkeeper.findAssociation(kernel, slug, request.hostname)
  if (!association) throw new Refusal('not-found', '没有这个协会，请检查网址')
  const origin = { requestId: request.id, address: request.ip, userAgent: String(request.headers['user-agent'] ?? '').slice(0, 300) }
  return doorkeeper.admit({ kind: 'public', kernel, association, origin }, request, endpoint.who)
}

async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw new Refusal('input-invalid', '请选择要上传的文件')
  const part = await request.file()
  if (!part) throw new Refusal('input-invalid', '请选择要上传的文件')
  const bytes = await part.toBuffer()
  const fields: Record<string, string> = {}
  for (const [name, field] of Object.entries(part.fields)) {
    if (field && !Array.isArray(field) && field.type === 'field') fields[name] = String(field.value)
  }
  return { name: part.filename, bytes, fields }
}

declare module 'fastify' {
  interface FastifyRequest {
    context: Context
  }
}

export type { FastifyReply }
