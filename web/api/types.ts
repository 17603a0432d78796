import type { BodyOf, ParamsOf, QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { allEndpoints } from '../../contract/endpoints.ts'

type All = typeof allEndpoints
export type Key = keyof All & string

type Having<Condition> = { [K in Key]: All[K] extends Condition ? K : never }[Key]
export type FileKey = Having<{ file: readonly string[] }>
export type UploadKey = Having<{ upload: true }>

/** A part of the call: needed when the endpoint declares it, absent when it doesn't. */
type Part<Name extends string, T> = [T] extends [undefined]
  ? { [N in Name]?: undefined }
  : Record<string, never> extends T
    ? { [N in Name]?: T }
    : { [N in Name]: T }

export type Address<K extends Key> = Part<'params', ParamsOf<All[K]>> & Part<'query', QueryOf<All[K]>>
export type Call<K extends Key> = Address<K> &
  Part<'body', BodyOf<All[K]>> & {
    signal?: AbortSignal
    /** Don't leave for the login page when the session has ended: the caller keeps what was typed. */
    stay?: boolean
  }
export type Reply<K extends Key> = ReplyOf<All[K]>

/** The second argument may be left out when nothing in it is needed. */
export type Args<Options> = Record<string, never> extends Options ? [options?: Options] : [options: Options]
