import type { RawBuilder, SqlBool } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'

/** Rows that belong to a member and move with it. */
export interface MemberTable {
  table: string
  /** In the preview: 事项, 应缴会费. Without it the rows move unmentioned. */
  label?: string
  column?: string
  /** Rows `r` of the one that goes which would clash with the kept one's: they stay where they are. */
  stays?: (keptId: string) => RawBuilder<SqlBool>
}

/** A row as it was before the merge, for its undoing. */
export interface Former {
  table: string
  id: string
  values: Record<string, unknown>
}

/** What a module knows of merging: its rows, what stands in the way, and what must be settled first. */
export interface Mover {
  tables: readonly MemberTable[]
  /** Sentences; with one of them a merge can't be done yet. */
  obstacles?(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<string[]>
  /** Before the rows move: ends what would clash. Answers the rows as they were. */
  settle?(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<Former[]>
}

let movers: readonly Mover[] = []

/** Told once, by wiring.ts: members' own mover and those of the modules above. */
export function useMovers(all: readonly Mover[]): void {
  movers = all
}
export const allMovers = (): readonly Mover[] => movers
export const allTables = (): MemberTable[] => movers.flatMap((mover) => [...mover.tables])
