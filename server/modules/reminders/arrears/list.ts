import { type RawBuilder, sql } from 'kysely'
import type { ArrearsQuery, ArrearsRow, ArrearsSummary } from '../../../../contract/arrears.ts'
import { type ArrearsAct, type ArrearsOutcome, type ArrearsStage, arrearsStages } from '../../../../contract/arrears-words.ts'
import { authorize, whyNot } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found } from '../../../kernel/errors.ts'
import { pausedNow, vouched } from '../ladder.ts'
import { presentWays, type WayOnFile, waysOf } from '../ways.ts'
import { limitsOf, missingFen, ruleById, rulesOf, type Said, untilByPost, wordNotice } from './rules.ts'

const pageSize = 50

interface Listed {
  id: string
  memberId: string
  memberName: string
  rule: string
  name: string
  basis: string
  act: ArrearsAct
  limits: string[]
  decidedBy: string | null
  years: number[]
  amountFen: number
  since: string
  foundOn: string
  stage: ArrearsStage
  outcome: ArrearsOutcome | null
  said: Said | null
  noticedAt: Date | null
  noticedBy: string | null
  noticeDays: number | null
  seenAt: Date | null
  through: string | null
  ways: WayOnFile[] | null
  letter: NonNullable<ArrearsRow['notice']>['letter']
  answers: { text: string; by: string; at: string }[]
  actedAt: Date | null
  actedBy: string | null
  resolution: string
  resolvedOn: string | null
  closedAt: Date | null
  closedBy: string | null
  closedWhy: string
  paused: boolean
  vouched: boolean
}

/** Case `k` with its newest notice `n`. */
const cases = sql`arrears_cases k left join reminder_notices n on (n.association_id, n.id) = (k.association_id, k.notice_id)`

const through = sql`notice_through(k.association_id, k.notice_id)`

const stageOf = (ctx: Context): RawBuilder<ArrearsStage> => sql`case when k.state <> 'noticed' then k.state
  when ${through} is null then case when n.state in ('unreached', 'dropped') then 'unreached' else 'running' end
  when ${through} < ${ctx.kernel.clock.today()}::date then 'ripe' else 'running' end`

const select = (ctx: Context, where: RawBuilder<unknown>, rest: RawBuilder<unknown> = sql``) => sql<Listed>`
  select k.id, k.member_id as "memberId", m.name as "memberName", k.rule, k.name, k.basis, k.act, k.limits, k.decided_by as "decidedBy", k.years,
    ${missingFen} as "amountFen", k.since::text as since, k.found_on::text as "foundOn", ${stageOf(ctx)} as stage, k.outcome,
    n.said, n.made_at as "noticedAt", a.name as "noticedBy", n.days as "noticeDays", n.seen_at as "seenAt", ${through}::text as through,
    ${waysOf(sql`k.notice_id`)} as ways,
    (select json_build_object('carrier', l.carrier, 'tracking', l.tracking, 'addressee', l.addressee, 'address', l.address, 'postedOn', l.posted_on,
      'deliveredOn', l.delivered_on, 'returnedOn', l.returned_on, 'note', l.note, 'slip', l.file_id is not null)
      from reminder_letters l where (l.association_id, l.notice_id) = (k.association_id, k.notice_id)) as letter,
    coalesce((select json_agg(json_build_object('text', s.text, 'by', b.name, 'at', s.made_at) order by s.made_at, s.id) from arrears_answers s
      join accounts b on (b.association_id, b.id) = (s.association_id, s.made_by) where s.association_id = k.association_id and s.case_id = k.id), '[]') as answers,
    k.acted_at as "actedAt", d.name as "actedBy", k.resolution, k.resolved_on::text as "resolvedOn",
    k.closed_at as "closedAt", e.name as "closedBy", k.closed_why as "closedWhy", ${pausedNow(ctx, sql`k.member_id`)} as paused,
    exists (select 1 from charges c where c.association_id = k.association_id and c.member_id = k.member_id and c.state = 'open'
      and c.kind <> 'service' and c.year = any(k.years) and ${vouched}) as vouched
  from ${cases} join members m on (m.association_id, m.id) = (k.association_id, k.member_id)
  left join accounts a on (a.association_id, a.id) = (n.association_id, n.made_by)
  left join accounts d on (d.association_id, d.id) = (k.association_id, k.acted_by)
  left join accounts e on (e.association_id, e.id) = (k.association_id, k.closed_by)
  where k.association_id = ${ctx.association.id} and ${where} ${rest}`

/** 欠费处理: the newest first, paged by key. */
export async function listArrears(ctx: StaffContext, query: ArrearsQuery): Promise<{ rows: ArrearsRow[]; next: string | null }> {
  authorize(ctx, 'dues.read')
  const [afterDay, afterId] = (query.after ?? '').split('|')
  const conditions = [query.stage ? sql`${stageOf(ctx)} = ${query.stage}` : query.member ? sql`true` : sql`k.state <> 'closed'`]
  if (query.rule) conditions.push(sql`k.rule = ${query.rule}`)
  if (query.member) conditions.push(sql`k.member_id = ${query.member}`)
  const q = query.q?.trim()
  if (q) conditions.push(sql`(m.name like ${`%${q.replace(/[\\%_]/g, '\\$&')}%`} or m.number = ${q.toUpperCase()})`)
  if (afterDay && afterId) conditions.push(sql`(k.found_on, k.id) < (${afterDay}::date, ${afterId}::uuid)`)
  const { rows } = await inTx(ctx, (tx, ctx) =>
    select(ctx, sql.join(conditions, sql` and `), sql`order by k.found_on desc, k.id desc limit ${pageSize + 1}`).execute(tx),
  )
  const shown = rows.slice(0, pageSize)
  const last = shown.at(-1)
  return { rows: shown.map((row) => present(ctx, row)), next: rows.length > pageSize && last ? `${last.foundOn}|${last.id}` : null }
}

/** The same row, and nobody else decides over it until this transaction ends. */
export async function lockCase(tx: Tx, ctx: StaffContext, id: string): Promise<ArrearsRow> {
  await sql`select 1 from arrears_cases where association_id = ${ctx.association.id} and id = ${id} for update`.execute(tx)
  const { rows } = await select(ctx, sql`k.id = ${id}`).execute(tx)
  return present(ctx, found(rows[0]))
}

export async function readSummary(ctx: StaffContext): Promise<ArrearsSummary> {
  authorize(ctx, 'dues.read')
  const { rows } = await inTx(ctx, (tx, ctx) =>
    sql<{ stage: ArrearsStage; count: number }>`select ${stageOf(ctx)} as stage, count(*)::int as count from ${cases}
      where k.association_id = ${ctx.association.id} group by 1`.execute(tx),
  )
  const of = (stage: string) => rows.find((row) => row.stage === stage)?.count ?? 0
  return {
    rules: rulesOf(ctx).map(({ id, name, basis, act, limits, notice, decidedBy }) => ({
      id,
      name,
      basis,
      act,
      limits: limits ?? [],
      noticeDays: notice.days,
      decidedBy: decidedBy ?? null,
    })),
    stages: Object.fromEntries(Object.keys(arrearsStages).map((stage) => [stage, of(stage)])),
    waiting: of('found') + of('unreached') + of('ripe'),
  }
}

function present(ctx: StaffContext, row: Listed): ArrearsRow {
  const rule = ruleById(ctx, row.rule)
  const at = (time: Date | null) => time?.toISOString() ?? ''
  return {
    id: row.id,
    memberId: row.memberId,
    memberName: row.memberName,
    rule: row.rule,
    ruleName: row.name,
    basis: row.basis,
    act: row.act,
    limits: limitsOf(row.limits),
    decidedBy: row.decidedBy,
    noticeDays: row.noticeDays ?? rule?.notice.days ?? 0,
    years: row.years,
    amountFen: Math.max(0, row.amountFen),
    since: row.since,
    foundOn: row.foundOn,
    stage: row.stage,
    outcome: row.outcome,
    notice: row.noticedAt && {
      madeAt: at(row.noticedAt),
      by: row.noticedBy ?? '',
      text: row.said?.sms ?? '',
      ways: presentWays(row.ways),
      seenAt: row.seenAt?.toISOString() ?? null,
      through: row.through,
      letter: row.letter,
    },
    preview: rule && ['found', 'unreached'].includes(row.stage) ? wordNotice(ctx, rule, row).sms : '',
    letterText: rule && row.stage !== 'closed' ? wordNotice(ctx, rule, row, untilByPost(rule.notice.days)).sms : '',
    answers: row.answers.map((answer) => ({ ...answer, at: new Date(answer.at).toISOString() })),
    acted: row.actedAt && { at: at(row.actedAt), by: row.actedBy ?? '', resolution: row.resolution, resolvedOn: row.resolvedOn },
    closed: row.closedAt && { at: at(row.closedAt), by: row.closedBy, why: row.closedWhy },
    can: {
      notice: whyNot(ctx, 'dues.remind') ?? whyNoNotice(row, rule !== undefined),
      letter: whyNot(ctx, 'dues.remind') ?? whyNoLetter(row),
      act: whyNot(ctx, 'dues.arrears') ?? whyNoAct(row, rule !== undefined),
      drop: whyNot(ctx, 'dues.arrears') ?? (row.stage === 'acted' || row.stage === 'closed' ? '已经处理，不用再决定' : null),
      undo: whyNot(ctx, 'dues.arrears') ?? (row.stage === 'acted' ? null : '没有可以撤销的处理'),
    },
  }
}

function whyNoNotice(row: Listed, ruled: boolean): string | null {
  if (row.stage !== 'found' && row.stage !== 'unreached') return '已经发出通知'
  return halted(row, ruled)
}

function whyNoLetter(row: Listed): string | null {
  if (row.letter === null) return '没有登记书面通知'
  return row.stage === 'acted' || row.stage === 'closed' ? '已经处理，送达情况不再更改' : null
}

function whyNoAct(row: Listed, ruled: boolean): string | null {
  if (row.stage === 'acted' || row.stage === 'closed') return '已经处理'
  if (row.stage === 'found') return '还没有发出通知'
  if (row.stage === 'unreached') return '通知没有送达，请重新发出'
  if (row.stage === 'running')
    return row.through === null ? (row.letter ? '书面通知还没有登记送达' : '通知还没有送达') : `通知期到 ${row.through} 为止，之后才能决定`
  return halted(row, ruled)
}

function halted(row: Listed, ruled: boolean): string | null {
  if (!ruled) return '预设中已取消这条规则'
  if (row.vouched) return '已上传凭证，请先核对到账'
  return row.paused ? '已约定暂停提醒，请先恢复' : null
}
