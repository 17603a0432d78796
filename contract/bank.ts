import { type Static, Type } from 'typebox'
import { bankFields, bankLineStates, evidenceKinds, verdicts } from './bank-words.ts'
import { ById, Can, Day, Done, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'

const Count = Type.Integer({ minimum: 0 })
const Text = Type.String()
const Short = (maxLength: number) => Type.String({ maxLength })

/** Which column (from 0) holds what. */
export type BankColumns = Partial<Record<(typeof bankFields)[number], number>>
export const BankColumns = Type.Unsafe<BankColumns>(
  Type.Partial(Type.Object(Object.fromEntries(bankFields.map((field) => [field, Type.Integer({ minimum: 0, maximum: 200 })])))),
)

/** A cell that can't be read: the row of the file (from 1), the column's head, what stands there, and what is wrong with it. */
export const BankProblem = Type.Object({ row: Count, column: Text, text: Text, message: Text })
export type BankProblem = Static<typeof BankProblem>

/** What reading a file found, before and after it is taken in. */
export const BankReading = Type.Object({
  /** Rows of money: `in` + `out` + `problemRows` is all of them. */
  rows: Count,
  in: Count,
  inFen: Fen,
  out: Count,
  outFen: Fen,
  /** Of `in`: taken in with an earlier file. */
  known: Count,
  problemRows: Count,
  problems: Type.Array(BankProblem),
  /** Lines of text around the rows: totals, remarks of the bank. */
  passed: Type.Array(Type.Object({ row: Count, text: Text })),
  /** The bank's own total of income compared with what was read; null when the file has none. */
  totalAgrees: Nullable(Type.Boolean()),
  from: Nullable(Day),
  to: Nullable(Day),
})
export type BankReading = Static<typeof BankReading>

/** A file that was read and not yet taken in. */
export const BankDraft = Type.Object({
  id: Uuid,
  fileName: Text,
  /** How the bytes were read: Excel, GBK … */
  format: Text,
  bank: Text,
  /** The template that fits, '' when columns are to be said. */
  template: Text,
  ownAccount: Text,
  /** From 0, in `rows`; -1 while unknown. */
  headRow: Type.Integer(),
  columns: BankColumns,
  /** The first rows as they stand in the file. */
  rows: Type.Array(Type.Array(Text)),
  /** Null while the columns are unknown. */
  reading: Nullable(BankReading),
  /** What is missing before it can be taken in; null: nothing. */
  missing: Nullable(Text),
})
export type BankDraft = Static<typeof BankDraft>

const Counts = Type.Object({ waiting: Count, sure: Count, likely: Count, none: Count, confirming: Count, booked: Count, setAside: Count })
export const BankStatement = Type.Object({
  id: Uuid,
  fileName: Text,
  bank: Text,
  ownAccount: Text,
  from: Nullable(Day),
  to: Nullable(Day),
  fresh: Count,
  amountFen: Fen,
  counts: Counts,
  importedBy: Text,
  importedAt: Time,
})
export type BankStatement = Static<typeof BankStatement>

export const BankStatementPage = Type.Object({
  ...BankStatement.properties,
  reading: BankReading,
  sureFen: Fen,
  can: Can,
})
export type BankStatementPage = Static<typeof BankStatementPage>

export const Evidence = Type.Object({ kind: Type.Enum([...evidenceKinds]), good: Type.Boolean(), text: Text })
export type Evidence = Static<typeof Evidence>

/** Something that money may pay: an order, or a charge nobody has ordered yet. */
export const Claim = Type.Object({
  kind: Type.Enum(['order', 'charge']),
  id: Uuid,
  memberId: Uuid,
  memberName: Text,
  memberNumber: Nullable(Text),
  creditCode: Nullable(Text),
  /** 2026 年度会费, or the order's number. */
  label: Text,
  years: Type.Array(Type.Integer()),
  orderNumber: Nullable(Text),
  code: Nullable(Text),
  payerUnit: Nullable(Text),
  /** What is still missing. */
  amountFen: Fen,
})
export type Claim = Static<typeof Claim>

export const Candidate = Type.Object({ claims: Type.Array(Claim), evidence: Type.Array(Evidence) })
export type Candidate = Static<typeof Candidate>

const Part = Type.Object({ kind: Type.Enum(['order', 'charge']), id: Uuid, amountFen: Type.Integer({ minimum: 1 }) })
export type Part = Static<typeof Part>
const Parts = Type.Array(Part, { maxItems: 200 })

/** Where the money of a line went. */
const Booked = Type.Object({
  paymentId: Uuid,
  by: Text,
  at: Time,
  leftFen: Fen,
  orders: Type.Array(Type.Object({ orderId: Uuid, number: Text, memberId: Uuid, memberName: Text, amountFen: Fen })),
})

const lineFields = {
  id: Uuid,
  statementId: Uuid,
  row: Count,
  day: Day,
  time: Nullable(Text),
  amountFen: Fen,
  payerName: Text,
  payerAccount: Text,
  note: Text,
  serial: Text,
  state: Type.Enum([...bankLineStates]),
  verdict: Type.Enum([...verdicts]),
  /** Why the last attempt to book it failed, or why it was set aside. */
  reason: Nullable(Text),
}
export const BankLine = Type.Object({
  ...lineFields,
  /** The best guess, in a row of a list. */
  best: Nullable(Type.Object({ memberName: Text, label: Text, more: Count, evidence: Type.Array(Evidence) })),
  booked: Nullable(Type.Object({ to: Text, by: Text, leftFen: Fen })),
})
export type BankLine = Static<typeof BankLine>

export const BankLinePage = Type.Object({
  ...lineFields,
  payerBank: Text,
  balanceFen: Nullable(Type.Integer()),
  bank: Text,
  fileName: Text,
  candidates: Type.Array(Candidate),
  /** What else is worth knowing: an order with this code is paid already … */
  remarks: Type.Array(Text),
  booked: Nullable(Booked),
  /** Newest first: who did what to it. */
  history: Type.Array(Type.Object({ at: Time, by: Text, act: Text, reason: Text })),
  can: Can,
})
export type BankLinePage = Static<typeof BankLinePage>

/** Money that is there and pays nothing yet. */
export const SuspenseRow = Type.Object({
  paymentId: Uuid,
  receivedOn: Day,
  amountFen: Fen,
  leftFen: Fen,
  payerName: Text,
  note: Text,
  source: Text,
  lineId: Nullable(Uuid),
})
export type SuspenseRow = Static<typeof SuspenseRow>

const Reason = Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) })
const LineQuery = Type.Object({
  show: Type.Optional(Type.Enum(['sure', 'unsure', 'confirming', 'booked', 'set-aside', 'all'])),
  q: Type.Optional(Short(100)),
  after: Type.Optional(Short(200)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
})
export type LineQuery = Static<typeof LineQuery>

export const bankEndpoints = endpoints({
  'GET /console/bank/counts': {
    summary: '待认领的银行到账',
    who: { staff: 'dues.read' },
    reply: Type.Object({ waiting: Count, suspense: Count, suspenseFen: Fen }),
  },
  'GET /console/bank/statements': {
    summary: '已导入的银行流水',
    who: { staff: 'dues.read' },
    query: Type.Object({ after: Type.Optional(Short(200)), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })) }),
    reply: Page(BankStatement),
  },
  'POST /console/bank/drafts': {
    summary: '读取银行流水文件（预览，不入账）',
    who: { staff: 'dues.confirm' },
    upload: true,
    reply: BankDraft,
    errors: ['input-invalid', 'wrong-file', 'too-large'],
  },
  'POST /console/bank/drafts/:id/columns': {
    summary: '指定流水文件的列',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({ headRow: Type.Integer({ minimum: 0, maximum: 200 }), columns: BankColumns }),
    reply: BankDraft,
    errors: ['input-invalid', 'not-found', 'already-done'],
  },
  'POST /console/bank/drafts/:id/import': {
    summary: '导入银行流水',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({ bank: Type.String({ minLength: 2, maxLength: 40 }), remember: Type.Boolean() }),
    reply: BankStatementPage,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'GET /console/bank/statements/:id': {
    summary: '一份银行流水',
    who: { staff: 'dues.read' },
    params: ById,
    reply: BankStatementPage,
    errors: ['not-found'],
  },
  'GET /console/bank/statements/:id/lines': {
    summary: '一份流水中的到账',
    who: { staff: 'dues.read' },
    params: ById,
    query: LineQuery,
    reply: Page(BankLine),
    errors: ['not-found'],
  },
  'POST /console/bank/statements/:id/match': {
    summary: '重新比对一份流水',
    who: { staff: 'dues.confirm' },
    params: ById,
    reply: BankStatementPage,
    errors: ['not-found'],
  },
  'POST /console/bank/statements/:id/confirm': {
    summary: '把确定的到账一次全部入账',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({ count: Type.Integer({ minimum: 1 }), amountFen: Fen }),
    reply: BankStatementPage,
    errors: ['not-found', 'conflict', 'already-done'],
  },
  'GET /console/bank/lines/:id': {
    summary: '一笔到账与它的线索',
    who: { staff: 'dues.read' },
    params: ById,
    reply: BankLinePage,
    errors: ['not-found'],
  },
  'POST /console/bank/lines/:id/book': {
    summary: '认领一笔到账（没有用完的部分记为暂存款）',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({ parts: Parts }),
    reply: BankLinePage,
    errors: ['input-invalid', 'not-found', 'conflict', 'already-done', 'not-ready'],
  },
  'POST /console/bank/lines/:id/set-aside': {
    summary: '标记为不是会费',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Reason,
    reply: BankLinePage,
    errors: ['input-invalid', 'not-found', 'already-done'],
  },
  'POST /console/bank/lines/:id/undo': {
    summary: '撤销一笔到账的认领',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Reason,
    reply: BankLinePage,
    errors: ['input-invalid', 'not-found', 'already-done', 'not-ready'],
  },
  'GET /console/bank/claims': {
    summary: '按名称、识别码、信用代码或金额查找应收的订单与会费',
    who: { staff: 'dues.read' },
    query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 100 }) }),
    reply: Type.Object({ rows: Type.Array(Claim), more: Type.Boolean() }),
  },
  'GET /console/bank/suspense': {
    summary: '暂存款',
    who: { staff: 'dues.read' },
    query: Type.Object({ after: Type.Optional(Short(200)), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })) }),
    reply: Page(SuspenseRow),
  },
  'POST /console/bank/suspense/:id': {
    summary: '把暂存款认领到订单',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({ parts: Parts }),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'conflict', 'already-done', 'not-ready'],
  },
})
