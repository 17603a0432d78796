import type { MemberFilters, MemberRow } from '../../../contract/members.ts'
import { throughWord } from '../../../contract/rules/days.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { longWorkbook, xlsxMedia } from '../../kernel/sheets/index.ts'
import { presentRows } from './rows.ts'
import { findPage } from './search.ts'

const most = 50_000
const atOnce = 1_000

/**
 * STAFF-03: the members that a query finds, as .xlsx in its order; of branch staff their own only. Mobiles are whole for who may see
 * them whole. Who took how many by which conditions stands in the log. Refuses `not-ready` above fifty thousand.
 */
export async function exportMembers(ctx: StaffContext, query: MemberFilters): Promise<FileReply> {
  authorize(ctx, 'members.export')
  const mask = ctx.permissions.has('members.reveal') ? (mobile: string) => mobile : maskMobile
  const title = `${ctx.association.settings.words.member ?? '会员'}名单`
  const today = ctx.kernel.clock.today()
  const bytes = await inTx(ctx, async (tx, ctx) => {
    let count = 0
    async function* rows() {
      for await (const row of found(tx, ctx, query, mask)) {
        if (++count > most) throw new Refusal('not-ready', `一次至多导出 ${most} 个，请加上级别、地区等条件分几次导出`)
        yield cellsOf(ctx, row)
      }
    }
    const made = await longWorkbook(title, columnsOf(ctx), rows())
    const whole = ctx.permissions.has('members.reveal')
    await audit(tx, ctx, {
      action: 'member.exported',
      subject: { kind: 'member', label: title },
      after: { ...query, count, whole },
    })
    return made
  })
  return { bytes, mediaType: xlsxMedia, name: `${title}${today}.xlsx` }
}

async function* found(tx: Tx, ctx: StaffContext, query: MemberFilters, mask: (mobile: string) => string): AsyncGenerator<MemberRow> {
  let after: string | undefined
  do {
    const page = await findPage(tx, ctx, { ...query, after, limit: atOnce })
    yield* await presentRows(tx, ctx, page.ids, query.q, mask)
    after = page.next ?? undefined
  } while (after !== undefined)
}

const dues = { paid: '已缴', arrears: '欠费', none: '' } as const

/** Money is the whole association's: it is no column of who works in branches. */
function columns(ctx: StaffContext): { label: string; width: number; cell: (row: MemberRow) => string }[] {
  const { words, branches = [] } = ctx.association.settings
  return [
    { label: '名称', width: 36, cell: (row) => row.name },
    { label: '会员编号', width: 14, cell: (row) => row.number },
    { label: '类型', width: 8, cell: (row) => (row.kind === 'person' ? '个人' : '单位') },
    { label: '统一社会信用代码', width: 22, cell: (row) => row.creditCode ?? '' },
    { label: '级别', width: 16, cell: (row) => row.levelName ?? '' },
    ...(branches.length > 0 ? [{ label: words.branch ?? '分支机构', width: 30, cell: (row: MemberRow) => row.branches.join('、') }] : []),
    { label: '所在地', width: 18, cell: (row) => row.region },
    { label: '行业', width: 24, cell: (row) => row.industryName },
    { label: words.contact ?? '联系人', width: 12, cell: (row) => row.contact?.name ?? '' },
    { label: '手机号', width: 14, cell: (row) => row.contact?.mobile ?? '' },
    { label: '入会日期', width: 12, cell: (row) => row.joinedOn },
    { label: '退会日期', width: 12, cell: (row) => row.leftOn ?? '' },
    ...(ctx.branches === null && ctx.permissions.has('dues.read')
      ? [
          { label: '会费', width: 8, cell: (row: MemberRow) => dues[row.dues] },
          { label: '会费交至', width: 12, cell: (row: MemberRow) => throughWord(row.paidThrough ?? '') },
        ]
      : []),
  ]
}

const columnsOf = (ctx: StaffContext) => columns(ctx).map(({ label, width }) => ({ label, width }))
const cellsOf = (ctx: StaffContext, row: MemberRow) => columns(ctx).map((column) => column.cell(row))
