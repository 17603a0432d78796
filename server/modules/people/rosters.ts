import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Roster } from '../../../contract/people.ts'
import type { PersonState } from '../../../contract/people-words.ts'
import { readableAccent } from '../../../contract/preset.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Rosters } from '../../kernel/database/schema.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { countTry } from '../../kernel/limits.ts'
import { nextNumber } from '../../kernel/numbering.ts'
import { workbook, xlsxMedia } from '../../kernel/sheets/index.ts'
import { typeset } from '../../kernel/typeset/index.ts'
import { requireUnit } from './list.ts'
import { stateName } from './settings.ts'
import { type Sheet, sheetOf } from './sheet.ts'

const perHour = 60

/** 导出全部 (GSJL-09): everybody of one state as a workbook that prints on A4 landscape. */
export async function exportPeople(ctx: MemberContext, state: PersonState): Promise<FileReply> {
  await countExport(ctx)
  const { sheet, unit } = await inTx(ctx, async (tx, ctx) => {
    const unit = await requireUnit(tx, ctx)
    const sheet = await sheetOf(tx, ctx, unit.id, state)
    await note(tx, ctx, unit, 'people.exported', { state, people: sheet.people.length })
    return { sheet, unit }
  })
  const bytes = await workbook({
    title: sheet.title,
    notes: [`单位：${unit.name}　　${sheet.part}，共 ${sheet.rows.length} 人　　导出日期：${ctx.kernel.clock.today()}`],
    columns: [
      { label: '序号', width: 6 },
      ...sheet.columns.map(({ label, wide }) => ({ label, width: Math.min(Math.max(wide, label.length + 1, 5) * 2, 48) })),
    ],
    rows: sheet.rows.map((row, index) => [String(index + 1), ...row]),
  })
  return { bytes, mediaType: xlsxMedia, name: `${fileName(sheet, unit.name)}.xlsx` }
}

/** 打印汇总表: the same list as a PDF with a number, to be stamped. The same list printed again keeps its number. */
export async function printRoster(ctx: MemberContext, state: PersonState): Promise<FileReply> {
  await countExport(ctx)
  const { sheet, unit, number } = await inTx(ctx, async (tx, ctx) => {
    const unit = await requireUnit(tx, ctx)
    const sheet = await sheetOf(tx, ctx, unit.id, state)
    return { sheet, unit, number: await keepRoster(tx, ctx, unit, state, sheet) }
  })
  const { settings, name } = ctx.association
  const bytes = await typeset('roster', {
    association: { name, accent: readableAccent(settings.accent) },
    date: ctx.kernel.clock.today(),
    title: sheet.title,
    unit: unit.name,
    part: sheet.part,
    number,
    columns: sheet.columns,
    rows: sheet.rows,
    note: sheet.note,
  })
  return { bytes, mediaType: 'application/pdf', name: `${fileName(sheet, unit.name)}-${number}.pdf`, inline: true }
}

const fileName = (sheet: Sheet, unit: string) => `${sheet.title}-${sheet.part}-${unit}`

async function countExport(ctx: MemberContext): Promise<void> {
  const wait = await inTx(ctx, (tx, ctx) => countTry(tx, ctx, { key: `people-export:${ctx.account.id}`, max: perHour, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', `导出太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`)
}

async function keepRoster(
  tx: Tx,
  ctx: MemberContext,
  unit: { id: string; name: string },
  state: PersonState,
  sheet: Sheet,
): Promise<string> {
  const digest = createHash('sha256')
    .update(JSON.stringify([state, unit.name, sheet.title, sheet.columns.map((column) => column.label), sheet.rows]))
    .digest('hex')
  const known = await tx
    .selectFrom('rosters')
    .select('number')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', unit.id)
    .where('digest', '=', digest)
    .executeTakeFirst()
  if (known) return known.number
  await note(tx, ctx, unit, 'people.roster-printed', { state, people: sheet.people.length })
  const number = await nextNumber(tx, ctx, 'roster', 'HZ{year}{seq:4}')
  const row = await tx
    .insertInto('rosters')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      member_id: unit.id,
      number,
      state,
      people: sheet.people,
      digest,
      printed_at: ctx.kernel.clock.now(),
      printed_by: ctx.account.id,
    })
    .onConflict((clash) =>
      clash.columns(['association_id', 'member_id', 'digest']).doUpdateSet((eb) => ({ digest: eb.ref('excluded.digest') })),
    )
    .returning('number')
    .executeTakeFirst()
  return found(row).number
}

const note = (
  tx: Tx,
  ctx: MemberContext,
  unit: { id: string; name: string },
  action: 'people.exported' | 'people.roster-printed',
  after: object,
) => audit(tx, ctx, { action, subject: { kind: 'member', id: unit.id, label: unit.name }, after })

export type RosterRow = Selectable<Rosters> & { scan_name: string | null; scan_type: string | null }

export const rosterQuery = (tx: Tx, ctx: Context) =>
  tx
    .selectFrom('rosters as r')
    .leftJoin('files as f', (join) => join.onRef('f.association_id', '=', 'r.association_id').onRef('f.id', '=', 'r.file_id'))
    .selectAll('r')
    .select(['f.name as scan_name', 'f.media_type as scan_type'])
    .where('r.association_id', '=', ctx.association.id)

export function presentRoster(ctx: Context, row: RosterRow): Roster {
  const state = row.state as PersonState
  return {
    id: row.id,
    number: row.number,
    state,
    stateName: stateName(ctx, state),
    people: row.people.length,
    printedAt: row.printed_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    scan: row.scan_name === null || row.scan_type === null ? null : { name: row.scan_name, mediaType: row.scan_type },
  }
}

/** What the unit printed, the latest first. */
export async function myRosters(ctx: MemberContext): Promise<{ rows: Roster[] }> {
  return inTx(ctx, async (tx, ctx) => {
    const unit = await requireUnit(tx, ctx)
    const rows = await rosterQuery(tx, ctx)
      .where('r.member_id', '=', unit.id)
      .orderBy('r.printed_at', 'desc')
      .orderBy('r.id', 'desc')
      .limit(50)
      .execute()
    return { rows: rows.map((row) => presentRoster(ctx, row)) }
  })
}
