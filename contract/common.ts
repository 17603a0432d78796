import { type TSchema, Type } from 'typebox'

export const Uuid = Type.String({ format: 'uuid' })
/** A civil day in Asia/Shanghai. */
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
export const Time = Type.String({ format: 'date-time' })
/** Integer fen (0.01 yuan). */
export const Fen = Type.Integer({ minimum: 0 })
export const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
export const ById = Type.Object({ id: Uuid })
export const Done = Type.Object({ done: Type.Literal(true) })
/** A page of a list by key: pass `next` back as `after`; null when it was the last. */
export const Page = <S extends TSchema>(row: S) =>
  Type.Object({ rows: Type.Array(row), next: Nullable(Type.String()), total: Type.Optional(Type.Integer()) })
/** What one may do to a row: null means yes, a sentence says why not. */
export const Can = Type.Record(Type.String(), Nullable(Type.String()))
export type Can = Record<string, string | null>
