import { sql } from 'kysely'
import { formatDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { currentText } from '../associations/index.ts'
import { findMeeting, type MeetingRecord, subjectOf, whyNotKeeper } from './store.ts'

/** The preset's text of this id says how an announcement reads; without it, this. */
const textId = 'meeting-announcement'
const usual = `{association}
关于吸收新会员等事项的公示

经{meeting}审议通过（{resolution}，{resolvedOn}），同意以下 {count} 件事项，现予公示：

{list}

如有异议，请于公示之日起五个工作日内向本会反映。

{association}
{today}`

/** 公示: what the meeting agreed to, in the association's words. Made once, when the meeting has been carried out. */
export async function writeAnnouncement(tx: Tx, ctx: Context, meeting: MeetingRecord): Promise<string> {
  const { rows } = await sql<{ name: string; title: string }>`
    select m.subject_name as name, k.definition->>'name' as title from meeting_items i
    join matters m on (m.association_id, m.id) = (i.association_id, i.matter_id)
    join matter_kinds k on (k.association_id, k.kind, k.version) = (m.association_id, m.kind, m.kind_version)
    where i.association_id = ${ctx.association.id} and i.meeting_id = ${meeting.id} and i.outcome = 'passed' order by i.position`.execute(
    tx,
  )
  if (rows.length === 0) return ''
  const template = (await currentText(tx, ctx, textId))?.body ?? usual
  return fill(template, {
    association: ctx.association.name,
    meeting: meeting.name,
    resolution: meeting.resolution_number ?? '',
    resolvedOn: meeting.resolved_on ? formatDay(meeting.resolved_on) : '',
    count: String(rows.length),
    list: listed(rows),
    today: formatDay(ctx.kernel.clock.today()),
  })
}

/** By what was asked for, each with its own numbers. */
function listed(rows: readonly { name: string; title: string }[]): string {
  const titles = [...new Set(rows.map((row) => row.title))]
  return titles
    .map((title) => {
      const names = rows.filter((row) => row.title === title).map((row, at) => `${at + 1}. ${row.name}`)
      return `${title}（${names.length}）\n${names.join('\n')}`
    })
    .join('\n\n')
}

const fill = (template: string, values: Record<string, string>): string =>
  template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

/** The clerk's own words, until it is published elsewhere. */
export async function changeAnnouncement(ctx: StaffContext, id: string, text: string): Promise<void> {
  authorize(ctx, 'matters.decide')
  await inTx(ctx, async (tx, ctx) => {
    const meeting = await findMeeting(tx, ctx, id)
    const why = await whyNotKeeper(tx, ctx, meeting.role_id)
    if (why) throw new Refusal('not-allowed', why)
    if (meeting.state !== 'closed') throw new Refusal('not-ready', '会议办理完毕后生成公示文字')
    await tx
      .updateTable('meetings')
      .set({ announcement: text })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    await audit(tx, ctx, { action: 'meeting.announcement-changed', subject: subjectOf(meeting) })
  })
}
