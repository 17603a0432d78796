import { audit } from '../../../kernel/audit.ts'
import type { StaffContext, SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { countTry } from '../../../kernel/limits.ts'
import { type RaisedEvent, raise } from '../../../kernel/outbox.ts'
import { hashCode, makeCode, seal } from './code.ts'
import { readKey } from './key.ts'
import { lettersOf, whyNone } from './members.ts'

// One job's share: a server that is stopped has soon finished it.
const share = 100
const perMemberDaily = 5

interface Batch {
  id: string
  renew: boolean
  validUntil: Date
  key: Buffer
}

/** Makes the letters of a batch, each in a transaction of its own: begun again it goes on with the first that is missing. */
export async function issueLetters(ctx: SystemContext, { data }: RaisedEvent<'access.letters-ordered'>): Promise<void> {
  const batch = await batchToDo(ctx, data.batchId)
  if (!batch) return
  const key = await readKey(ctx, data.batchId)
  const next = key ? batch.missing.slice(0, share) : []
  for (const memberId of next) await issueOne(batch.clerk, { ...batch, key: key as Buffer }, memberId)
  await inTx(ctx, async (tx) => {
    if (next.length < batch.missing.length && key) return raise(tx, ctx, 'access.letters-ordered', data)
    await tx
      .updateTable('letter_batches')
      .set({ done_at: ctx.kernel.clock.now() })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', data.batchId)
      .where('done_at', 'is', null)
      .execute()
  })
}

async function batchToDo(ctx: SystemContext, id: string) {
  return inTx(ctx, async (tx) => {
    const row = await tx
      .selectFrom('letter_batches as b')
      .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'b.association_id').onRef('a.id', '=', 'b.issued_by'))
      .select(['b.members', 'b.renew', 'b.skipped', 'b.valid_until', 'a.id', 'a.name'])
      .where('b.association_id', '=', ctx.association.id)
      .where('b.id', '=', id)
      .where('b.done_at', 'is', null)
      .executeTakeFirst()
    if (!row) return null
    const made = await tx
      .selectFrom('letters')
      .select('member_id')
      .where('association_id', '=', ctx.association.id)
      .where('batch_id', '=', id)
      .execute()
    const settled = new Set([...made.map((one) => one.member_id), ...skippedOf(row.skipped).map((one) => one.memberId)])
    // Who pressed the button stands behind every letter.
    const clerk: StaffContext = {
      ...ctx,
      kind: 'staff',
      account: { id: row.id, name: row.name },
      permissions: new Set(['accounts.manage']),
      branches: null,
    }
    return { id, renew: row.renew, validUntil: row.valid_until, clerk, missing: row.members.filter((one) => !settled.has(one)) }
  })
}

export interface Skipped {
  memberId: string
  name: string
  why: string
}
export const skippedOf = (value: unknown): Skipped[] => (Array.isArray(value) ? (value as Skipped[]) : [])

/** A conflict is somebody else's letter at this very moment: the second look sees it. */
async function issueOne(clerk: StaffContext, batch: Batch, memberId: string, again = true): Promise<void> {
  try {
    await inTx(clerk, (tx, ctx) => issue(tx, ctx, batch, memberId))
  } catch (error) {
    if (again && error instanceof Refusal && error.code === 'conflict') return issueOne(clerk, batch, memberId, false)
    throw error
  }
}

async function issue(tx: Tx, ctx: StaffContext, batch: Batch, memberId: string): Promise<void> {
  const association_id = ctx.association.id
  await tx.selectFrom('members').select('id').where('association_id', '=', association_id).where('id', '=', memberId).forUpdate().execute()
  const [member] = await lettersOf(tx, ctx, [memberId])
  const name = member?.name ?? ''
  const often = await countTry(tx, ctx, { key: `letter:${memberId}`, max: perMemberDaily, seconds: 24 * 3600 })
  const why = member ? whyNone(member, batch.renew) : '已不是会员'
  if (!member || why !== null) return skip(tx, ctx, batch.id, { memberId, name, why: why ?? '' })
  if (often > 0) return skip(tx, ctx, batch.id, { memberId, name, why: `一天内已发放 ${perMemberDaily} 次，请明天再发` })
  const voided = await voidLive(tx, ctx, memberId)
  const id = newId()
  const code = makeCode()
  await tx
    .insertInto('letters')
    .values({
      association_id,
      id,
      batch_id: batch.id,
      member_id: memberId,
      code_hash: hashCode(code),
      sealed: seal(code, batch.key, id),
      issued_at: ctx.kernel.clock.now(),
      expires_at: batch.validUntil,
    })
    .execute()
  const subject = { kind: 'member', id: memberId, label: name }
  await audit(tx, ctx, { action: 'letter.issued', subject, after: { letter: id, until: batch.validUntil.toISOString(), voided } })
}

/** Ends the codes of a member that were not used; answers how many. */
export async function voidLive(
  tx: Tx,
  ctx: { association: { id: string }; kernel: StaffContext['kernel'] },
  memberId: string,
): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('letters')
    .set({ voided_at: ctx.kernel.clock.now(), sealed: null })
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

async function skip(tx: Tx, ctx: StaffContext, batchId: string, skipped: Skipped): Promise<void> {
  const row = await tx
    .selectFrom('letter_batches')
    .select('skipped')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', batchId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('letter_batches')
    .set({ skipped: JSON.stringify([...skippedOf(row.skipped), skipped]) })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', batchId)
    .execute()
}
