import { meetingOutcomes, meetingVerdicts } from '../../../contract/meeting-words.ts'
import type { MeetingItem } from '../../../contract/meetings.ts'
import { formatDay } from '../../../contract/rules/days.ts'
import { authorize } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { csv } from '../../kernel/csv.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { workbook, xlsxMedia } from '../../kernel/sheets/index.ts'
import { typeset } from '../../kernel/typeset/index.ts'
import { wholeAgenda } from './read.ts'
import { bodyName } from './ready.ts'
import { findMeeting, type MeetingRecord } from './store.ts'

interface Agenda {
  meeting: MeetingRecord
  bodyName: string
  items: MeetingItem[]
}

async function readAgenda(ctx: StaffContext, id: string): Promise<Agenda> {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const meeting = await findMeeting(tx, ctx, id)
    return { meeting, bodyName: await bodyName(tx, ctx, meeting.role_id), items: await wholeAgenda(tx, ctx, id) }
  })
}

const branchWord = (ctx: StaffContext) => ctx.association.settings.words.branch ?? '分支机构'
const opinionOf = ({ opinion }: MeetingItem) =>
  opinion ? [opinion.text || '同意', `${opinion.who} ${dayOf(new Date(opinion.at))}`].join('\n') : ''
/** Before the meeting the column is there to be written in. */
const verdictOf = (item: MeetingItem, open: boolean) =>
  open && item.verdict === 'pass' && item.note === '' ? '' : [meetingVerdicts[item.verdict], item.note].filter(Boolean).join('：')

/** 议程 on A4, for those who sit in the meeting: one line a matter, room to write, and places to sign. */
export async function printAgenda(ctx: StaffContext, id: string): Promise<FileReply> {
  const { meeting, bodyName, items } = await readAgenda(ctx, id)
  const branches = items.some((item) => item.branchName !== '')
  const levels = items.some((item) => item.levelName !== '')
  const open = meeting.state === 'open'
  const bytes = await typeset('agenda', {
    association: { name: ctx.association.name, accent: ctx.association.settings.accent },
    date: ctx.kernel.clock.today(),
    title: `${meeting.name}审议事项`,
    facts: [
      { label: '日期', value: formatDay(meeting.held_on) },
      ...(meeting.place ? [{ label: '地点', value: meeting.place }] : []),
      { label: '会议', value: bodyName },
      { label: '事项', value: `${items.length} 件` },
      ...(meeting.resolution_number ? [{ label: '决议', value: meeting.resolution_number }] : []),
    ],
    columns: [
      { label: '序号', width: 11, align: 'center' },
      { label: '单位或个人', width: 0 },
      { label: '事项', width: 38 },
      ...(levels ? [{ label: '级别', width: 28 }] : []),
      ...(branches ? [{ label: branchWord(ctx), width: 30 }] : []),
      { label: '初审意见', width: 50 },
      { label: '会议意见', width: 40 },
    ],
    rows: items.map((item) => [
      String(item.position),
      [item.subjectName, item.subjectCode].filter(Boolean).join('\n'),
      [item.kindName, item.number].join('\n'),
      ...(levels ? [item.levelName] : []),
      ...(branches ? [item.branchName] : []),
      opinionOf(item),
      verdictOf(item, open),
    ]),
    signatures: ['主持人（签字）', '记录人（签字）', '出席人员（签字）'],
  })
  return { bytes, mediaType: 'application/pdf', name: `${meeting.name}议程.pdf`, inline: true }
}

export async function agendaSheet(ctx: StaffContext, id: string): Promise<FileReply> {
  const { meeting, items } = await readAgenda(ctx, id)
  const bytes = await workbook({
    title: `${meeting.name}审议事项`,
    notes: [`${ctx.association.name}　${meeting.held_on}　共 ${items.length} 件`],
    columns: [
      { label: '序号', width: 6 },
      { label: '单位或个人', width: 34 },
      { label: '信用代码', width: 22 },
      { label: '事项', width: 14 },
      { label: '事项编号', width: 18 },
      { label: '级别', width: 14 },
      { label: branchWord(ctx), width: 18 },
      { label: '初审意见', width: 30 },
      { label: '会议意见', width: 24 },
    ],
    rows: items.map((item) => [
      String(item.position),
      item.subjectName,
      item.subjectCode ?? '',
      item.kindName,
      item.number,
      item.levelName,
      item.branchName,
      opinionOf(item),
      verdictOf(item, meeting.state === 'open'),
    ]),
  })
  return { bytes, mediaType: xlsxMedia, name: `${meeting.name}议程.xlsx` }
}

/** What became of each, for the file and for whoever asks. */
export async function resultList(ctx: StaffContext, id: string): Promise<FileReply> {
  const { meeting, items } = await readAgenda(ctx, id)
  const head = [
    '序号',
    '单位或个人',
    '信用代码',
    '事项',
    '事项编号',
    '级别',
    branchWord(ctx),
    '会议意见',
    '办理结果',
    '说明',
    '决议文号',
    '决议日期',
  ]
  const body = items.map((item) => [
    String(item.position),
    item.subjectName,
    item.subjectCode ?? '',
    item.kindName,
    item.number,
    item.levelName,
    item.branchName,
    [meetingVerdicts[item.verdict], item.note].filter(Boolean).join('：'),
    item.outcome === null ? '' : meetingOutcomes[item.outcome],
    item.outcomeNote,
    meeting.resolution_number ?? '',
    meeting.resolved_on ?? '',
  ])
  return { bytes: csv([head, ...body]), mediaType: 'text/csv; charset=utf-8', name: `${meeting.name}办理结果.csv` }
}
