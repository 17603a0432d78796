import { type Static, Type } from 'typebox'
import { ById, Can, Day, Done, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'

const oneOf = <const T extends string>(...values: T[]) => Type.Unsafe<T>(Type.String({ enum: values }))
const Short = (max: number) => Type.String({ maxLength: max, default: '' })
const Reason = Type.String({ minLength: 2, maxLength: 200 })
/** Fen that may be less than nothing: what goes back. */
const SignedFen = Type.Integer()
const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' })
const sheet = ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'] as const

/** write-off 核销 (given up, the year is not paid) · reduction 减收 · exemption 免缴 (the year counts as paid) */
export const AdjustmentKind = oneOf('write-off', 'reduction', 'exemption')
export type AdjustmentKind = Static<typeof AdjustmentKind>
/** asked 待复核 · approved 已同意 · refused 未同意 */
export const AdjustmentState = oneOf('asked', 'approved', 'refused')
export type AdjustmentState = Static<typeof AdjustmentState>
/** asked 待复核 · approved 待退款 · refused 未同意 · done 已退款 */
export const RefundState = oneOf('asked', 'approved', 'refused', 'done')
export type RefundState = Static<typeof RefundState>
/** Of money that came online: under-way 原路退回中 · failed 原路退回失败 · sent 已原路退回; null is sent by hand. */
const Sending = Type.Union([Type.Literal('under-way'), Type.Literal('failed'), Type.Literal('sent'), Type.Null()])
/** received 到账 · reversed 冲销 · refunded 退款 · allocated 认领 · taken-back 撤回 */
export const LedgerKind = oneOf('received', 'reversed', 'refunded', 'allocated', 'taken-back')
export type LedgerKind = Static<typeof LedgerKind>

/** `amountFen` is not needed for an exemption, which is of all that is asked. */
export const NewAdjustment = Type.Object({ kind: AdjustmentKind, amountFen: Type.Optional(Fen), reason: Reason })
export type NewAdjustment = Static<typeof NewAdjustment>
/** `orderId`: all that the payment gave to this order goes back; without it, money in suspense. */
export const NewRefund = Type.Object({
  paymentId: Uuid,
  orderId: Type.Optional(Uuid),
  amountFen: Fen,
  reason: Reason,
  /** Name, bank and account it goes to. */
  payee: Short(200),
})
export type NewRefund = Static<typeof NewRefund>
/** A note is needed when it is refused. */
export const Decision = Type.Object({ approve: Type.Boolean(), note: Short(200) })
export type Decision = Static<typeof Decision>

/** 暂存款 of a period: what was there, came, went back and was given to orders, and so what is there. Always adds up. */
const sums = {
  openingFen: Fen,
  receivedFen: SignedFen,
  refundedFen: Fen,
  allocatedFen: SignedFen,
  /** Of `allocatedFen`, what paid for services; the rest paid dues. */
  serviceFen: SignedFen,
  closingFen: Fen,
}
export const LedgerMonth = Type.Object({
  month: Month,
  ...sums,
  closedAt: Nullable(Time),
  closedBy: Nullable(Type.String()),
  /** Somebody asked to open it again, and another is to agree. */
  asked: Nullable(Type.Object({ id: Uuid, by: Type.String(), at: Time, reason: Type.String() })),
  /** It was closed before and opened again; the newest first. */
  reopened: Type.Array(Type.Object({ askedBy: Type.String(), decidedBy: Type.String(), at: Time, reason: Type.String() })),
  /** `close`, `reopen` and `decide`: null when it can be done, else why not. */
  can: Can,
})
export type LedgerMonth = Static<typeof LedgerMonth>
export const LedgerDay = Type.Object({ day: Day, ...sums })
export type LedgerDay = Static<typeof LedgerDay>

export const LedgerLine = Type.Object({
  id: Uuid,
  day: Day,
  kind: LedgerKind,
  payerName: Type.String(),
  /** Of the order it was given to or taken from. */
  orderId: Nullable(Uuid),
  orderNumber: Nullable(Type.String()),
  /** The service that the order is for; '' of dues, and of money that is given to nothing. */
  service: Type.String(),
  memberId: Nullable(Uuid),
  memberName: Nullable(Type.String()),
  method: Type.String(),
  source: Type.String(),
  /** Into the account (+) or out of it (−); 0 where money only changes its place. */
  cashFen: SignedFen,
  /** Into suspense (+) or out of it (−). */
  suspenseFen: SignedFen,
  note: Type.String(),
  by: Type.String(),
})
export type LedgerLine = Static<typeof LedgerLine>

/** A payment of which something is in suspense. */
export const SuspenseRow = Type.Object({
  id: Uuid,
  receivedOn: Day,
  payerName: Type.String(),
  amountFen: Fen,
  leftFen: Fen,
  method: Type.String(),
  source: Type.String(),
  note: Type.String(),
  /** Members whose orders it has paid in part. */
  members: Type.Array(Type.String()),
  /** `allocate`, `refund`, `reverse`. */
  can: Can,
})
export type SuspenseRow = Static<typeof SuspenseRow>

const Deciding = {
  reason: Type.String(),
  askedBy: Type.String(),
  askedAt: Time,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Time),
  decision: Type.String(),
}
export const RefundRow = Type.Object({
  id: Uuid,
  paymentId: Uuid,
  orderId: Nullable(Uuid),
  orderNumber: Nullable(Type.String()),
  payerName: Type.String(),
  receivedOn: Day,
  amountFen: Fen,
  payee: Type.String(),
  state: RefundState,
  paidOn: Nullable(Day),
  /** Of the payment. */
  method: Type.String(),
  source: Type.String(),
  sending: Sending,
  /** What the gateway said last; empty when there is nothing to say. */
  sendingNote: Type.String(),
  ...Deciding,
  /** `decide`, `finish`, `send`. */
  can: Can,
})
export type RefundRow = Static<typeof RefundRow>
export const AdjustmentRow = Type.Object({
  id: Uuid,
  chargeId: Uuid,
  memberId: Uuid,
  memberName: Type.String(),
  year: Type.Integer(),
  kind: AdjustmentKind,
  /** What the charge asks now, and what would come off or came off. */
  asksFen: Fen,
  amountFen: Fen,
  state: AdjustmentState,
  ...Deciding,
  /** `decide`. */
  can: Can,
})
export type AdjustmentRow = Static<typeof AdjustmentRow>

/** Money of an order: which payments it has. */
export const OrderMoney = Type.Object({
  missingFen: Fen,
  payments: Type.Array(
    Type.Object({
      paymentId: Uuid,
      receivedOn: Day,
      payerName: Type.String(),
      /** Of the whole payment, and what this order has of it. */
      amountFen: Fen,
      givenFen: Fen,
      method: Type.String(),
      source: Type.String(),
      note: Type.String(),
      by: Type.String(),
      at: Time,
      /** `takeBack`, `refund`. */
      can: Can,
    }),
  ),
  /** What was taken back from it, the latest first. */
  takenBack: Type.Array(Type.Object({ at: Time, amountFen: Fen, reason: Type.String(), by: Type.String() })),
})
export type OrderMoney = Static<typeof OrderMoney>

/** charged 应缴 · reduced 减免 · written-off 核销 · cancelled 撤销 · paid 缴费 · taken-back 撤回 */
export const MemberLineKind = oneOf('charged', 'repriced', 'reduced', 'written-off', 'cancelled', 'paid', 'taken-back')
export type MemberLineKind = Static<typeof MemberLineKind>
/** A member's account with the association: what was asked, let off and paid, and what is owed after each line. */
export const MemberLedger = Type.Object({
  lines: Type.Array(
    Type.Object({
      day: Day,
      kind: MemberLineKind,
      years: Type.Array(Type.Integer()),
      /** '' of dues. */
      service: Type.String(),
      orderId: Nullable(Uuid),
      orderNumber: Nullable(Type.String()),
      /** More owed (+) or less (−). */
      amountFen: SignedFen,
      owedFen: SignedFen,
      note: Type.String(),
    }),
  ),
  chargedFen: Fen,
  letOffFen: Fen,
  paidFen: Fen,
  owedFen: SignedFen,
  /** Of it, for services: the rest are dues. */
  serviceFen: SignedFen,
  /** In suspense, of payments that also paid this member's orders. */
  suspenseFen: Fen,
})
export type MemberLedger = Static<typeof MemberLedger>

const PageQuery = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
}

export const ledgerEndpoints = endpoints({
  'GET /console/ledger/months': { summary: '账簿：各月', who: { staff: 'dues.read' }, reply: Type.Array(LedgerMonth) },
  'GET /console/ledger/days': {
    summary: '账簿：一个月的每一天',
    who: { staff: 'dues.read' },
    query: Type.Object({ month: Month }),
    reply: Type.Array(LedgerDay),
  },
  'GET /console/ledger/lines': {
    summary: '账簿：明细',
    who: { staff: 'dues.read' },
    query: Type.Object({ from: Day, to: Day, ...PageQuery }),
    reply: Page(LedgerLine),
  },
  'GET /console/ledger/workbook': {
    summary: '导出一个月的账簿（Excel）',
    who: { staff: 'dues.read' },
    query: Type.Object({ month: Month }),
    file: sheet,
  },
  'POST /console/ledger/months/close': {
    summary: '月末结账',
    who: { staff: 'dues.approve' },
    body: Type.Object({ month: Month }),
    reply: Type.Array(LedgerMonth),
    errors: ['not-ready', 'already-done'],
  },
  'POST /console/ledger/months/reopen': {
    summary: '申请重新打开最后结账的月份',
    who: { staff: 'dues.correct' },
    body: Type.Object({ month: Month, reason: Reason }),
    reply: Done,
    errors: ['not-ready', 'already-done', 'input-invalid'],
  },
  'POST /console/ledger/reopenings/:id/decide': {
    summary: '复核重新打开的申请',
    who: { staff: 'dues.approve' },
    params: ById,
    body: Decision,
    reply: Done,
    errors: ['not-allowed', 'already-done', 'not-ready', 'input-invalid'],
  },
  'GET /console/members/:id/ledger/workbook': {
    summary: '导出一位会员的会费往来明细（Excel）',
    who: { staff: 'dues.read' },
    params: ById,
    file: sheet,
  },
  'GET /console/ledger/counts': {
    summary: '待复核与暂存款的数量',
    who: { staff: 'dues.read' },
    reply: Type.Object({ toDecide: Type.Integer(), toSend: Type.Integer(), suspense: Type.Integer(), suspenseFen: Fen }),
  },
  'GET /console/ledger/suspense': {
    summary: '暂存款',
    who: { staff: 'dues.read' },
    query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), ...PageQuery }),
    reply: Page(SuspenseRow),
  },
  'POST /console/payments/:id/allocate': {
    summary: '分配暂存款',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({
      parts: Type.Array(Type.Object({ orderId: Uuid, amountFen: Fen }), { minItems: 1, maxItems: 100 }),
      reason: Short(200),
    }),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'POST /console/payments/:id/reverse': {
    summary: '冲销登记错的到账',
    who: { staff: 'dues.correct' },
    params: ById,
    body: Type.Object({ reason: Reason }),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'GET /console/orders/:id/money': {
    summary: '一笔订单的到账',
    who: { staff: 'dues.read' },
    params: ById,
    reply: OrderMoney,
    errors: ['not-found'],
  },
  'POST /console/orders/:id/take-back': {
    summary: '撤回到账分配',
    who: { staff: 'dues.correct' },
    params: ById,
    body: Type.Object({ paymentId: Uuid, reason: Reason }),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'GET /console/refunds': {
    summary: '退款',
    who: { staff: 'dues.read' },
    query: Type.Object({ state: Type.Optional(RefundState), ...PageQuery }),
    reply: Page(RefundRow),
  },
  'POST /console/refunds': {
    summary: '申请退款',
    who: { staff: 'dues.correct' },
    body: NewRefund,
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'POST /console/refunds/:id/decide': {
    summary: '复核退款',
    who: { staff: 'dues.approve' },
    params: ById,
    body: Decision,
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'POST /console/refunds/:id/done': {
    summary: '登记已退款',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({ paidOn: Day }),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'GET /console/adjustments': {
    summary: '减免与核销',
    who: { staff: 'dues.read' },
    query: Type.Object({ state: Type.Optional(AdjustmentState), ...PageQuery }),
    reply: Page(AdjustmentRow),
  },
  'POST /console/charges/:id/adjustments': {
    summary: '申请减免或核销',
    who: { staff: 'dues.correct' },
    params: ById,
    body: NewAdjustment,
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'POST /console/adjustments/:id/decide': {
    summary: '复核减免或核销',
    who: { staff: 'dues.approve' },
    params: ById,
    body: Decision,
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'GET /console/members/:id/ledger': {
    summary: '一个会员的会费账',
    who: { staff: 'dues.read' },
    params: ById,
    reply: MemberLedger,
    errors: ['not-found'],
  },
})
