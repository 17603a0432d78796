import { type RawBuilder, sql } from 'kysely'
import type { NoticeBatch } from '../../../../contract/dues.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext, SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { findFile, recordFile, storeBytes } from '../../../kernel/files/files.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { type RaisedEvent, raise } from '../../../kernel/outbox.ts'
import { payingUnit } from '../ledger/paid-by.ts'
import { writeOrder } from '../orders/open-order.ts'
import { knownPayer } from '../orders/payer.ts'
import { repriced } from '../orders/reprice.ts'
import { liveOrders, memberCharges, memberName } from '../store.ts'
import { noticeOf, noticeTitle, printNotices } from './notice-paper.ts'

/** Members in one transaction, and pages in one file: more are printed as volumes. */
const share = 50
const volume = 500

interface Row extends Omit<NoticeBatch, 'createdAt' | 'doneAt'> {
  createdAt: Date
  doneAt: Date | null
}

async function batches(tx: Tx, ctx: Context, which: RawBuilder<unknown>): Promise<NoticeBatch[]> {
  const { rows } = await sql<Row>`
    select b.id, b.year, cardinality(b.members) as total, b.done, cardinality(b.orders) as notices, b.printed, cardinality(b.files) as files, b.skipped,
      a.name as by, b.created_at as "createdAt", b.done_at as "doneAt"
    from notice_batches b join accounts a on (a.association_id, a.id) = (b.association_id, b.asked_by)
    where b.association_id = ${ctx.association.id} and ${which} order by b.created_at desc, b.id desc limit 10`.execute(tx)
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString(), doneAt: row.doneAt?.toISOString() ?? null }))
}

/** Notices for everybody who owes `year`, made in the background; the batch under way when there is one. */
export async function orderNotices(ctx: StaffContext, year: number): Promise<NoticeBatch> {
  authorize(ctx, 'dues.configure')
  return inTx(ctx, async (tx, ctx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`notices:${ctx.association.id}`}))`.execute(tx)
    const [running] = await batches(tx, ctx, sql`b.done_at is null`)
    if (running?.year === year) return running
    if (running) throw new Refusal('not-ready', `正在生成 ${running.year} 年度的缴费通知书，请等它完成`)
    const { rows } = await sql<{ id: string }>`select c.member_id as id from charges c
      left join member_search s on s.association_id = c.association_id and s.member_id = c.member_id
      where c.association_id = ${ctx.association.id} and c.year = ${year} and c.state = 'open' and c.kind <> 'service' group by c.member_id, s.name_key order by s.name_key, c.member_id`.execute(
      tx,
    )
    if (rows.length === 0) throw new Refusal('not-ready', `${year} 年度没有待交费的会员，请先生成年度会费`)
    const id = newId()
    await tx
      .insertInto('notice_batches')
      .values({
        association_id: ctx.association.id,
        id,
        year,
        members: rows.map((row) => row.id),
        asked_by: ctx.account.id,
        created_at: ctx.kernel.clock.now(),
      })
      .execute()
    await audit(tx, ctx, {
      action: 'dues.notices-asked',
      subject: { kind: 'dues-year', id: String(year), label: noticeTitle(ctx, year) },
      after: { members: rows.length },
    })
    await raise(tx, ctx, 'dues.notices-asked', { batchId: id })
    return found((await batches(tx, ctx, sql`b.id = ${id}`))[0])
  })
}

/** The next share: first everybody gets an order with its code, then the pages are printed. Repeated, it goes on where it ended. */
export async function makeNotices(ctx: SystemContext, { data }: RaisedEvent<'dues.notices-asked'>): Promise<void> {
  const batch = await inTx(ctx, async (tx) =>
    tx
      .selectFrom('notice_batches as b')
      .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'b.association_id').onRef('a.id', '=', 'b.asked_by'))
      .select(['b.year', 'b.members', 'b.done', 'b.orders', 'b.printed', 'b.files', 'a.id as accountId', 'a.name'])
      .where('b.association_id', '=', ctx.association.id)
      .where('b.id', '=', data.batchId)
      .where('b.done_at', 'is', null)
      .executeTakeFirst(),
  )
  if (!batch) return
  const account = { id: batch.accountId, name: batch.name }
  if (batch.done < batch.members.length) await openShare({ ...ctx, kind: 'member', account, memberId: '', memberIds: [] }, data, batch)
  else await printVolume(ctx, data, batch)
}

interface Batch {
  year: number
  members: string[]
  done: number
  orders: string[]
  printed: number
  files: string[]
}

/** Who pressed the button opens the orders, for the members. */
async function openShare(clerk: MemberContext, data: { batchId: string }, batch: Batch): Promise<void> {
  await inTx(clerk, async (tx, ctx) => {
    const next = batch.members.slice(batch.done, batch.done + share)
    const orders: string[] = []
    const skipped: { memberId: string; name: string; why: string }[] = []
    for (const memberId of next) {
      const order = await orderFor(tx, { ...ctx, memberId, memberIds: [memberId] }, batch.year)
      if ('id' in order) orders.push(order.id)
      else skipped.push({ memberId, name: (await memberName(tx, ctx, memberId)).name, why: order.why })
    }
    const { rows } =
      await sql`update notice_batches set done = done + ${next.length}, orders = orders || ${orders}::uuid[], skipped = skipped || ${JSON.stringify(skipped)}::jsonb
      where association_id = ${ctx.association.id} and id = ${data.batchId} and done = ${batch.done} returning id`.execute(tx)
    if (rows.length === 0) throw new Refusal('conflict')
    await raise(tx, ctx, 'dues.notices-asked', data)
  })
}

/** The order whose code the notice bears: the living one, or one for all that is owed until that year. */
async function orderFor(tx: Tx, ctx: MemberContext, year: number, stands = true): Promise<{ id: string } | { why: string }> {
  const open = (await memberCharges(tx, ctx, ctx.memberId, { lock: true })).filter(
    (charge) => charge.state === 'open' && charge.year <= year,
  )
  if (!open.some((charge) => charge.year === year)) return { why: '已交清或无需交纳' }
  if (!(await memberName(tx, ctx, ctx.memberId)).admitted) return { why: '还在入会申请中' }
  const unit = await payingUnit(tx, ctx, ctx.memberId)
  if (unit) return { why: `由${unit.name}统一交纳` }
  const [living] = await liveOrders(
    tx,
    ctx,
    open.map((charge) => charge.id),
  )
  if (living?.state === 'vouched') return { why: '已上传付款凭证，等待确认到账' }
  if (living) return { id: living.id }
  const payer = await knownPayer(tx, { ...ctx, account: { ...ctx.account, name: '' } }, ctx.memberId)
  const priced = await repriced(tx, ctx, open)
  if (priced.every((charge) => charge.amountFen === 0)) return { why: '按标准无需交费' }
  const id = await writeOrder(tx, ctx, priced, payer, null)
  // What the association itself asks for stands until it is paid: the paper lies on somebody's desk.
  if (stands)
    await tx.updateTable('orders').set({ expires_on: null }).where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
  return { id }
}

/** The member itself wants the 缴费通知 of a year: the order that it stands on, opened where there is none yet. CEPCA-15 */
export async function orderForNotice(ctx: MemberContext, year: number): Promise<{ orderId: string }> {
  return inTx(ctx, async (tx, ctx) => {
    const order = await orderFor(tx, ctx, year, false)
    if ('why' in order) throw new Refusal('not-ready', order.why)
    return { orderId: order.id }
  })
}

async function printVolume(ctx: SystemContext, data: { batchId: string }, batch: Batch): Promise<void> {
  const ids = batch.orders.slice(batch.printed, batch.printed + volume)
  const notices = await inTx(ctx, async (tx, ctx) => {
    const made = []
    for (const id of ids)
      made.push(await noticeOf(tx, ctx, id).catch((error: unknown) => (error instanceof Refusal ? null : Promise.reject(error))))
    return made.filter((one) => one !== null)
  })
  const several = batch.orders.length > volume ? `-第${batch.files.length + 1}册` : ''
  const file =
    notices.length > 0
      ? await storeBytes(
          ctx,
          await printNotices(ctx, batch.year, notices),
          `${noticeTitle(ctx, batch.year)}${several}.pdf`,
          'application/pdf',
        )
      : null
  await inTx(ctx, async (tx, ctx) => {
    if (file) await recordFile(tx, ctx, file)
    const over = batch.printed + ids.length >= batch.orders.length
    const { rows } =
      await sql`update notice_batches set printed = printed + ${ids.length}, files = files || ${file ? [file.id] : []}::uuid[],
        done_at = ${over ? ctx.kernel.clock.now() : null}
      where association_id = ${ctx.association.id} and id = ${data.batchId} and printed = ${batch.printed} and done_at is null returning id`.execute(
        tx,
      )
    if (rows.length === 0) throw new Refusal('conflict')
    if (!over) await raise(tx, ctx, 'dues.notices-asked', data)
  })
}

export async function listNoticeBatches(ctx: StaffContext): Promise<{ rows: NoticeBatch[] }> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => ({ rows: await batches(tx, ctx, sql`true`) }))
}

/** The printable file, or one volume of it; the first is 1. */
export async function readNoticeFile(ctx: StaffContext, batchId: string, at: number): Promise<FileReply> {
  authorize(ctx, 'dues.read')
  const file = await inTx(ctx, async (tx, ctx) => {
    const batch = await tx
      .selectFrom('notice_batches')
      .select('files')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', batchId)
      .executeTakeFirst()
    return findFile(tx, ctx, found(found(batch).files[at - 1]))
  })
  return { bytes: await ctx.kernel.files.get(file.key), mediaType: file.mediaType, name: file.name, inline: true }
}
