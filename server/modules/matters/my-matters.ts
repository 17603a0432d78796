import type { MyMatter, OfferedKind } from '../../../contract/matters.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { currentDefinitions, loadDefinition } from './definition.ts'
import { applicantsTurn } from './machine.ts'
import { iso, titleOf } from './present.ts'
import { kindFor } from './registry.ts'
import type { MatterRow } from './store.ts'

/** The matters of the member one acts for, newest first, and what one may begin. */
export async function myMatters(ctx: MemberContext): Promise<{ rows: MyMatter[]; offered: OfferedKind[] }> {
  return inTx(ctx, async (tx, ctx) => {
    const rows = (await tx
      .selectFrom('matters')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', ctx.memberId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(200)
      .execute()) as MatterRow[]
    const mine: MyMatter[] = []
    for (const row of rows) mine.push(await present(tx, ctx, row))
    return { rows: mine, offered: await offered(tx, ctx, rows) }
  })
}

async function present(tx: Tx, ctx: MemberContext, row: MatterRow): Promise<MyMatter> {
  const definition = await loadDefinition(tx, ctx, row.kind, row.kind_version)
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    title: titleOf(row.title, row.subject_name),
    state: row.state,
    stage: row.stage,
    stageTitle: definition.stages.find((stage) => stage.id === row.stage)?.name ?? '',
    mine: applicantsTurn(row.state),
    message: row.state === 'returned' ? row.remarks.map(({ label, text }) => `${label}：${text}`).join('；') : '',
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    submittedAt: iso(row.submitted_at),
    decidedAt: iso(row.decided_at),
  }
}

async function offered(tx: Tx, ctx: MemberContext, rows: readonly MatterRow[]): Promise<OfferedKind[]> {
  const kinds: OfferedKind[] = []
  for (const definition of await currentDefinitions(tx, ctx)) {
    const open = rows.find((row) => row.kind === definition.kind && (applicantsTurn(row.state) || row.state === 'submitted'))
    kinds.push({
      kind: definition.kind,
      name: definition.name,
      description: definition.explanation,
      steps: definition.stages.map((stage) => stage.name),
      whyNot: open
        ? null
        : ((await kindFor(definition).whyNot?.(tx, ctx, ctx.memberId, { kind: definition.kind, branchId: null })) ?? null),
      openId: open?.id ?? null,
    })
  }
  return kinds
}
