import type { TObject, TSchema } from 'typebox'
import type { ErrorCode } from './errors.ts'
import type { Permission } from './permissions.ts'
import type { Shape } from './shape.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call: anybody, whoever is signed in, whoever acts for a member, or staff holding a permission. */
export type Who = 'public' | 'account' | 'member' | { staff: Permission }

/** One address of the API. The server implements it, the web calls it, OpenAPI and the access test are read from it. */
export interface Endpoint {
  summary: string
  who: Who
  params?: TObject
  query?: TObject
  body?: TSchema
  /** What is sent back: JSON of this shape, or a file where `file` is set. */
  reply?: TSchema
  /** Sends bytes instead of JSON: the media types it may send. */
  file?: readonly string[]
  /** Takes multipart/form-data with one file instead of JSON. */
  upload?: boolean
  errors?: readonly ErrorCode[]
}

export type EndpointKey = `${Method} /${string}`
export type Endpoints = Record<EndpointKey, Endpoint>

/** Keeps the literal types, so that server and web infer shapes from one declaration. */
export function endpoints<const E extends Endpoints>(table: E): E {
  return table
}

export type ParamsOf<E> = E extends { params: infer S } ? Shape<S> : undefined
export type QueryOf<E> = E extends { query: infer S } ? Shape<S> : undefined
export type BodyOf<E> = E extends { body: infer S } ? Shape<S> : undefined
export type ReplyOf<E> = E extends { reply: infer S } ? Shape<S> : undefined
