import { type Selectable, sql } from 'kysely'
import type { MeetingState } from '../../../contract/meeting-words.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import type { Meetings } from '../../kernel/database/schema.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'

export type MeetingRecord = Omit<Selectable<Meetings>, 'state'> & { state: MeetingState }

export async function findMeeting(tx: Tx, ctx: Context, id: string): Promise<MeetingRecord> {
  const row = await tx
    .selectFrom('meetings')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .executeTakeFirst()
  return found(row) as MeetingRecord
}

/** Null when this clerk keeps the meetings of that role, else why not. */
export async function whyNotKeeper(tx: Tx, ctx: StaffContext, role: string): Promise<string | null> {
  if (!ctx.permissions.has('matters.decide')) return '您的角色没有这项权限'
  const held = await tx
    .selectFrom('staff_roles')
    .select('role_id')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', ctx.account.id)
    .where('role_id', '=', role)
    .where('branch_id', 'is', null)
    .executeTakeFirst()
  return held ? null : `只有“${await roleName(tx, ctx, role)}”可以办理这个会议`
}

export async function roleName(tx: Tx, ctx: Context, role: string): Promise<string> {
  const row = await tx
    .selectFrom('roles')
    .select('name')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', role)
    .executeTakeFirst()
  return row?.name ?? role
}

export const whyClosed: Record<MeetingState, string | null> = {
  open: null,
  deciding: '会议决议正在办理，不能再更改',
  closed: '会议已经办理完毕，不能再更改',
  cancelled: '会议已经取消',
}

/** The meeting, locked until this transaction ends, if the one who asks may change it and it is still open. */
export async function holdOpen(tx: Tx, ctx: StaffContext, id: string): Promise<MeetingRecord> {
  authorize(ctx, 'matters.decide')
  await sql`select 1 from meetings where association_id = ${ctx.association.id} and id = ${id} for update`.execute(tx)
  const meeting = await findMeeting(tx, ctx, id)
  const why = await whyNotKeeper(tx, ctx, meeting.role_id)
  if (why) throw new Refusal('not-allowed', why)
  const closed = whyClosed[meeting.state]
  if (closed) throw new Refusal('conflict', closed)
  return meeting
}

export const subjectOf = (meeting: Pick<MeetingRecord, 'id' | 'name'>) => ({ kind: 'meeting', id: meeting.id, label: meeting.name })
