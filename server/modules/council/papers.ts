import { effectOf } from '../../../contract/preset/choose.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { currentDefinitions } from '../matters/index.ts'

export interface Paper {
  id: string
  name: string
}

/** Kinds a unit hands in as a record that staff keep: what can be asked for. */
export async function papersToAsk(tx: Tx, ctx: Context): Promise<Paper[]> {
  const all = await currentDefinitions(tx, ctx)
  return all.filter((one) => effectOf(one) === 'record' && one.for === 'unit').map(({ kind, name }) => ({ id: kind, name }))
}

/** Names of kinds, in the order asked; one the association no longer has keeps its id. */
export async function paperNames(tx: Tx, ctx: Context): Promise<Map<string, string>> {
  return new Map((await currentDefinitions(tx, ctx)).map(({ kind, name }) => [kind, name]))
}
