import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BodyOf, Endpoint, EndpointKey, Endpoints, ParamsOf, QueryOf, ReplyOf } from '../../../contract/endpoint.ts'
import type { AccountContext, MemberContext, PublicContext, StaffContext } from '../context.ts'

type ContextOf<E> = E extends { who: 'public' }
  ? PublicContext
  : E extends { who: 'account' }
    ? AccountContext
    : E extends { who: 'member' }
      ? MemberContext
      : StaffContext

export interface Upload {
  name: string
  bytes: Buffer
  /** The form's other fields, as text. */
  fields: Record<string, string>
}

/** Bytes to send instead of JSON. `inline` lets the browser show them. */
export interface FileReply {
  bytes: Buffer
  mediaType: string
  name: string
  inline?: boolean
}

export interface Req<E> {
  ctx: ContextOf<E>
  params: ParamsOf<E>
  query: QueryOf<E>
  body: BodyOf<E>
  /** Only for endpoints with `upload: true`. */
  upload: E extends { upload: true } ? Upload : undefined
  http: { request: FastifyRequest; reply: FastifyReply }
}

type Answer<E> = E extends { file: readonly string[] } ? FileReply : ReplyOf<E>
export type Handlers<T extends Endpoints> = { [K in keyof T]: (req: Req<T[K]>) => Promise<Answer<T[K]>> }

export interface Route {
  key: EndpointKey
  endpoint: Endpoint
  handler: (req: Req<Endpoint>) => Promise<unknown>
}

/** Joins a module's declared endpoints with what serves them; a missing one is a type error. */
export function implement<T extends Endpoints>(table: T, handlers: Handlers<T>): Route[] {
  return (Object.keys(table) as (keyof T & EndpointKey)[]).map((key) => ({
    key,
    endpoint: table[key] as Endpoint,
    // The table and the handlers share their keys; the pairing is checked above, per key.
    handler: handlers[key] as unknown as Route['handler'],
  }))
}
