import { sql } from 'kysely'
import { type LetterBatch, type LetterChoice, type LetterPreview, mostLetters } from '../../../../contract/letters.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { countTry } from '../../../kernel/limits.ts'
import { raise } from '../../../kernel/outbox.ts'
import { findBatch } from './batches.ts'
import { makeKey } from './code.ts'
import { keyOf } from './key.ts'
import { filtered, lettersOf, type MemberLetter, whyNone, withLetters } from './members.ts'

const day = 24 * 3600_000
/** Long enough to print again on Monday what the printer ate on Friday. */
const printableDays = 4
const batchesPerHour = 60
const shown = 200

/** The association's rule, or a refusal where it hands out none. */
export function letterRule(ctx: StaffContext) {
  const { letters } = ctx.association.settings
  if (!letters) throw new Refusal('not-allowed', '本协会不用信件发放账号')
  return letters
}

/** Who would get a letter and who not, and why. Changes nothing. */
export async function previewLetters(ctx: StaffContext, choice: LetterChoice): Promise<LetterPreview> {
  authorize(ctx, 'accounts.manage')
  letterRule(ctx)
  return inTx(ctx, async (tx, ctx) => {
    const { getting, left, more } = await choose(tx, ctx, choice)
    return {
      count: getting.length,
      names: getting.slice(0, 20).map((one) => one.name),
      voids: getting.filter((one) => one.letterId !== null && one.usedAt === null).length,
      left: left.slice(0, shown),
      leftCount: left.length,
      more,
    }
  })
}

async function choose(tx: Tx, ctx: StaffContext, choice: LetterChoice) {
  const renew = choice.renew ?? false
  if (choice.ids) {
    const rows = await lettersOf(tx, ctx, choice.ids)
    const judged = rows.map((row) => ({ row, why: whyNone(row, renew) }))
    return {
      getting: judged.flatMap(({ row, why }) => (why === null ? [row] : [])),
      left: judged.flatMap(({ row, why }) => (why === null ? [] : [{ memberId: row.memberId, name: row.name, why }])),
      more: false,
    }
  }
  const { rows } = await sql<MemberLetter>`select * from (${withLetters(ctx)}) w
    where w."leftOn" is null and w.state in ('none', 'expired') and ${filtered(choice)}
    order by w."nameKey", w."memberId" limit ${mostLetters + 1}`.execute(tx)
  return { getting: rows.slice(0, mostLetters), left: [], more: rows.length > mostLetters }
}

/** Orders the letters; a job makes them one by one, so that hundreds are no different from three. */
export async function orderLetters(ctx: StaffContext, choice: LetterChoice): Promise<LetterBatch> {
  authorize(ctx, 'accounts.manage')
  const rule = letterRule(ctx)
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `letters:${ctx.account.id}`, max: batchesPerHour, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', `发放太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`)
  const id = newId()
  await ctx.kernel.files.put(keyOf(ctx, id), makeKey(), 'application/octet-stream')
  return inTx(ctx, async (tx, ctx) => {
    const { getting, left } = await choose(tx, ctx, choice)
    if (getting.length === 0) throw new Refusal('not-ready', '选中的会员都不需要发放')
    const now = ctx.kernel.clock.now()
    await tx
      .insertInto('letter_batches')
      .values({
        association_id: ctx.association.id,
        id,
        members: getting.map((one) => one.memberId),
        renew: choice.renew ?? false,
        skipped: JSON.stringify(left.slice(0, shown)),
        printable_until: new Date(now.getTime() + printableDays * day),
        valid_until: new Date(now.getTime() + rule.validDays * day),
        issued_by: ctx.account.id,
        created_at: now,
      })
      .execute()
    await audit(tx, ctx, {
      action: 'letters.ordered',
      subject: { kind: 'letters', id, label: `${getting.length} 家` },
      after: { members: getting.map((one) => one.name).slice(0, shown), count: getting.length, renew: choice.renew ?? false },
    })
    await raise(tx, ctx, 'access.letters-ordered', { batchId: id })
    return findBatch(tx, ctx, id)
  })
}
