import { type Static, Type } from 'typebox'
import { ById, Can, Day, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'

const oneOf = <const T extends string>(...values: T[]) => Type.Unsafe<T>(Type.String({ enum: values }))

/** due 待开票 · issued 已开票 */
export const ReceiptState = oneOf('due', 'issued')
export type ReceiptState = Static<typeof ReceiptState>

/** A member's receipt as far as it goes: it is made outside and comes by mail. */
export const MemberReceipt = Type.Object({
  id: Uuid,
  orderId: Uuid,
  title: Type.String(),
  creditCode: Type.String(),
  email: Type.String(),
  amountFen: Fen,
  state: ReceiptState,
  /** At the latest, counted in working days from the remittance. */
  dueOn: Day,
  overdue: Type.Boolean(),
  issuedAt: Nullable(Time),
})
export type MemberReceipt = Static<typeof MemberReceipt>

/** CACEM-17: from whom the mail comes, how it is called and how one finds it. `help` is Markdown-free text by paragraph. */
export const ReceiptGuide = Type.Object({
  name: Type.String(),
  sender: Type.String(),
  subject: Type.String(),
  workdays: Type.Integer(),
  mailboxHelp: Type.String(),
  verifyAt: Nullable(Type.String()),
  help: Type.Object({ title: Type.String(), body: Type.String() }),
})
export type ReceiptGuide = Static<typeof ReceiptGuide>

export const ReceiptRow = Type.Object({
  id: Uuid,
  orderId: Uuid,
  orderNumber: Type.String(),
  memberId: Uuid,
  memberName: Type.String(),
  title: Type.String(),
  creditCode: Type.String(),
  email: Type.String(),
  years: Type.Array(Type.Integer()),
  amountFen: Fen,
  receivedOn: Nullable(Day),
  state: ReceiptState,
  dueOn: Day,
  overdue: Type.Boolean(),
  issuedAt: Nullable(Time),
  /** `issue`: null means yes, else why not. */
  can: Can,
})
export type ReceiptRow = Static<typeof ReceiptRow>

const filters = {
  state: Type.Optional(ReceiptState),
  overdue: Type.Optional(Type.Boolean()),
  /** Title, member's name, credit code or order number. */
  q: Type.Optional(Type.String({ maxLength: 100 })),
}
export const ReceiptFilters = Type.Object(filters)
export type ReceiptFilters = Static<typeof ReceiptFilters>
const ReceiptQuery = Type.Object({
  ...filters,
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
})
export type ReceiptQuery = Static<typeof ReceiptQuery>

export const receiptEndpoints = endpoints({
  'GET /portal/receipts': {
    summary: '我的票据',
    who: 'member',
    reply: Type.Object({ rows: Type.Array(MemberReceipt), guide: ReceiptGuide }),
  },
  'GET /console/receipts': { summary: '待开票据', who: { staff: 'receipts.read' }, query: ReceiptQuery, reply: Page(ReceiptRow) },
  'GET /console/receipts/counts': {
    summary: '待开票据数量',
    who: { staff: 'receipts.read' },
    reply: Type.Object({ due: Type.Integer(), overdue: Type.Integer() }),
  },
  'GET /console/receipts/export': {
    summary: '导出待开票据（CSV）',
    who: { staff: 'receipts.read' },
    query: ReceiptFilters,
    file: ['text/csv; charset=utf-8'],
  },
  'POST /console/receipts/:id/issue': {
    summary: '标记票据已开具',
    who: { staff: 'receipts.manage' },
    params: ById,
    reply: ReceiptRow,
    errors: ['not-found', 'already-done'],
  },
})
