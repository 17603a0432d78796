import { effectOf, type MatterDefinition } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** What a message about a matter says. */
export interface MatterTold {
  /** What its kind brings about. */
  effect: string
  number: string
  kindName: string
  memberName: string
  accountId: string
  /** The unit that began it for its person, where the kind is the employer's act. */
  unitName: string | null
  /** Working days the reviews may take in all. */
  reviewDays: number
}

export async function matterForTelling(tx: Tx, ctx: Context, matterId: string): Promise<MatterTold> {
  const row = await tx
    .selectFrom('matters as t')
    .innerJoin('members as m', (join) => join.onRef('m.association_id', '=', 't.association_id').onRef('m.id', '=', 't.member_id'))
    .innerJoin('matter_kinds as k', (join) =>
      join.onRef('k.association_id', '=', 't.association_id').onRef('k.kind', '=', 't.kind').onRef('k.version', '=', 't.kind_version'),
    )
    .leftJoin('members as u', (join) => join.onRef('u.association_id', '=', 't.association_id').onRef('u.id', '=', 't.employer_id'))
    .select(['t.number', 't.account_id', 'm.name', 'k.definition', 'u.name as unit'])
    .where('t.association_id', '=', ctx.association.id)
    .where('t.id', '=', matterId)
    .executeTakeFirstOrThrow()
  const definition = row.definition as unknown as MatterDefinition
  const reviewDays = definition.stages.reduce((days, stage) => days + (stage.type === 'review' ? stage.withinWorkdays : 0), 0)
  const unitName = definition.begins === 'employer' ? row.unit : null
  return {
    effect: effectOf(definition),
    number: row.number,
    kindName: definition.name,
    memberName: row.name,
    accountId: row.account_id,
    unitName,
    reviewDays,
  }
}
