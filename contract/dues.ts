import { type Static, Type } from 'typebox'
import { ById, Can, Day, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { DuesColumn, Resolution } from './preset/dues.ts'

const oneOf = <const T extends string>(...values: T[]) => Type.Unsafe<T>(Type.String({ enum: values }))
const Year = Type.Integer({ minimum: 2000, maximum: 2100 })
const Count = Type.Integer({ minimum: 0 })
const Short = (max: number) => Type.String({ maxLength: max, default: '' })

/** open 待交费 · settled 已交费 · waived 免交 · written-off 已核销 (given up, the year is not paid) · cancelled 已撤销 */
export const ChargeState = oneOf('open', 'settled', 'waived', 'written-off', 'cancelled')
export type ChargeState = Static<typeof ChargeState>
/** What a charge is for: year 年度会费 · joining 入会费 · life 终身会费 · difference 级别变更补差 · service 会务费, 培训费 and the like: no dues at all */
export const ChargeKind = oneOf('year', 'joining', 'life', 'difference', 'service')
export type ChargeKind = Static<typeof ChargeKind>
/** open 待汇款 · vouched 待确认到账 · paid 已到账 · cancelled 已取消 · expired 已过期, until it is opened again */
export const OrderState = oneOf('open', 'vouched', 'paid', 'cancelled', 'expired')
export type OrderState = Static<typeof OrderState>
/** One receipt for the whole order, or one for each person of it. */
export const ReceiptSplit = oneOf('whole', 'each')
export type ReceiptSplit = Static<typeof ReceiptSplit>
export const PayMethod = oneOf('transfer', 'alipay', 'wechat')
export type PayMethod = Static<typeof PayMethod>

/** Where a member stands on a day. */
export const DuesStanding = Type.Object({
  /** paid 已交清 · arrears 欠费 (a year is past its last day to pay) · none nothing owed and nothing paid for this day */
  state: oneOf('paid', 'arrears', 'none'),
  /** Last day that is paid for without a gap from the newest paid year backwards. */
  paidThrough: Nullable(Day),
  arrearsYears: Type.Array(Year),
  /** Owed, but their last day to pay is still ahead. */
  dueYears: Type.Array(Year),
  /** The grace of an unpaid year has run out: the certificate counts as lapsed. */
  lapsed: Type.Boolean(),
})
export type DuesStanding = Static<typeof DuesStanding>

/** Who pays, as the receipt will say it. Names and codes are checked by contract/rules, not by the wire. */
export const Payer = Type.Object({
  unit: Type.String({ maxLength: 200 }),
  creditCode: Type.String({ maxLength: 40 }),
  /** 经办人 / 交费人: a person. */
  person: Type.String({ maxLength: 80 }),
  mobile: Short(30),
  email: Type.String({ maxLength: 254 }),
  remark: Short(200),
})
export type Payer = Static<typeof Payer>

/** The association's account, and what to write into the remittance note. */
export const Payee = Type.Object({
  name: Type.String(),
  bank: Type.String(),
  account: Type.String(),
  bankCode: Nullable(Type.String()),
  note: Type.String(),
})
export type Payee = Static<typeof Payee>

/** A label and help of a payer field in the association's own words. */
export const PayerWord = Type.Object({ label: Type.String(), help: Type.String(), required: Type.Optional(Type.Boolean()) })
export const PayerWords = Type.Object({
  unit: PayerWord,
  creditCode: PayerWord,
  person: PayerWord,
  mobile: PayerWord,
  email: PayerWord,
  remark: PayerWord,
})
export type PayerWords = Static<typeof PayerWords>

/** 会务费, 培训费…: the service that is paid for; '' where dues are. */
const ServiceName = Type.String()
const forWhat = {
  kind: ChargeKind,
  year: Year,
  /** '' of a service. */
  levelName: Type.String(),
  service: ServiceName,
  amountFen: Fen,
  /** Why it is not the whole standard, '' when it is; of a service, what it is for. */
  reason: Type.String(),
}
export const OrderLine = Type.Object(forWhat)
/** Somebody for whom the order's payer pays, with what is paid for. GSJL-13 */
export const OrderPerson = Type.Object({
  memberId: Uuid,
  name: Type.String(),
  number: Nullable(Type.String()),
  levelName: Type.String(),
  years: Type.Array(Year),
  amountFen: Fen,
})
export type OrderPerson = Static<typeof OrderPerson>
export const Voucher = Type.Object({
  id: Uuid,
  name: Type.String(),
  mediaType: Type.String(),
  bytes: Type.Integer(),
  /** The day of the remittance as the payer says. */
  paidOn: Nullable(Day),
  note: Type.String(),
  uploadedAt: Time,
})
export type Voucher = Static<typeof Voucher>

const Confirmed = Type.Object({ receivedOn: Day, amountFen: Fen, note: Type.String(), confirmedAt: Time })

const orderFields = {
  id: Uuid,
  number: Type.String(),
  transferCode: Type.String(),
  memberId: Uuid,
  memberName: Type.String(),
  matterId: Nullable(Uuid),
  service: ServiceName,
  /** What the member pays for itself; for others see `people`. */
  lines: Type.Array(OrderLine),
  people: Type.Array(OrderPerson),
  receiptSplit: ReceiptSplit,
  payer: Payer,
  method: PayMethod,
  amountFen: Fen,
  /** What has come of it so far. */
  receivedFen: Fen,
  state: OrderState,
  /** Why the last voucher was sent back; gone once a new one was uploaded. */
  refusedReason: Nullable(Type.String()),
  /** It was paid, and the money was taken back: why. Gone once it is paid or a voucher was uploaded. */
  takenBack: Nullable(Type.Object({ at: Time, reason: Type.String() })),
  createdAt: Time,
  /** The last day to pay; null: it does not expire. */
  expiresOn: Nullable(Day),
  vouchedAt: Nullable(Time),
  paidAt: Nullable(Time),
  /** The last money that it has. */
  payment: Nullable(Confirmed),
  /** Newest first. */
  vouchers: Type.Array(Voucher),
}

export const Order = Type.Object({
  ...orderFields,
  payee: Payee,
  words: PayerWords,
  /** The payer's name and code as the association knows them now, where the order still has those from before a rename. */
  renamed: Nullable(Type.Object({ unit: Type.String(), creditCode: Type.String() })),
  /** `change`, `voucher`, `ask`, `cancel`, `reopen`: null means yes, else why not. */
  can: Can,
})
export type Order = Static<typeof Order>

export const OrderLink = Type.Object({
  id: Uuid,
  number: Type.String(),
  state: OrderState,
  method: PayMethod,
  refused: Type.Boolean(),
  paidAt: Nullable(Time),
  /** Of this member; else somebody else pays, and the member can't open it. */
  own: Type.Boolean(),
})

/** The unit that pays for this person (`peoplePaidBy`); null: the member pays for itself. */
const PaidBy = Nullable(Type.String())

/** One year of the list of CACEM-15. */
export const DuesYear = Type.Object({
  chargeId: Uuid,
  ...forWhat,
  state: ChargeState,
  payBy: Day,
  overdue: Type.Boolean(),
  /** The living order, or the one that paid it. */
  order: Nullable(OrderLink),
  /** The day the money came. */
  paidOn: Nullable(Day),
  /** The newest voucher of that order. */
  voucher: Nullable(Type.Object({ id: Uuid, name: Type.String() })),
})
export type DuesYear = Static<typeof DuesYear>

const serviceFields = {
  id: Uuid,
  service: ServiceName,
  /** What it is for: 2026 年年会会务费（2 人）. */
  reason: Type.String(),
  amountFen: Fen,
  state: ChargeState,
  chargedOn: Day,
  /** The living order, or the one that paid it. */
  order: Nullable(OrderLink),
  paidOn: Nullable(Day),
}
/** 其他应缴: one service that a member was charged for. */
export const ServiceCharge = Type.Object(serviceFields)
export type ServiceCharge = Static<typeof ServiceCharge>
export const ServiceRow = Type.Object({ ...serviceFields, memberId: Uuid, memberName: Type.String() })
export type ServiceRow = Static<typeof ServiceRow>

/** So many years at once, from the oldest that is owed on. CQSSA-11 */
export const YearsOffer = Type.Object({
  count: Type.Integer({ minimum: 1 }),
  years: Type.Array(Year),
  amountFen: Fen,
})
export type YearsOffer = Static<typeof YearsOffer>

export const DuesOverview = Type.Object({
  standing: DuesStanding,
  paidBy: PaidBy,
  /** Whose dues these are, and the branches it belongs to. */
  member: Type.Object({ name: Type.String(), branches: Type.Array(Type.String()) }),
  /** The columns of the list, in the association's order and words. */
  columns: Type.Array(DuesColumn),
  /** Where the association lets several years be paid at once; else empty, and years are paid as they are charged. */
  offers: Type.Array(YearsOffer),
  /** Newest first. */
  years: Type.Array(DuesYear),
  /** Newest first; empty where members are charged for nothing but dues. */
  services: Type.Array(ServiceCharge),
})
export type DuesOverview = Static<typeof DuesOverview>

/** CACEM-14: what the home shows; `toPay` null when there is nothing to pay. */
export const DuesSummary = Type.Object({
  standing: DuesStanding,
  paidBy: PaidBy,
  toPay: Nullable(Type.Object({ years: Type.Array(Year), amountFen: Fen, order: Nullable(OrderLink) })),
  /** Services that wait to be paid; null when none does. */
  services: Nullable(Type.Object({ count: Type.Integer(), amountFen: Fen })),
})
export type DuesSummary = Static<typeof DuesSummary>

/** Before an order: what would be paid for, prefilled (CACEM-16). */
export const Quote = Type.Object({
  lines: Type.Array(OrderLine),
  amountFen: Fen,
  payer: Payer,
  words: PayerWords,
  payee: Payee,
  methods: Type.Array(PayMethod),
  receiptWorkdays: Type.Integer(),
})
export type Quote = Static<typeof Quote>

/** The payment stage of a matter, for the application (CACEM-09). */
export const PaymentStage = Type.Object({
  year: Year,
  quote: Quote,
  order: Nullable(Order),
  /** A year paid earlier (say, with an application that was withdrawn) counts. */
  settled: Type.Boolean(),
  voucherRequired: Type.Boolean(),
  /** What is missing before one may submit; '' when nothing. */
  missing: Type.String(),
  /** Null while the stage can be worked on, else why not. */
  closed: Nullable(Type.String()),
})
export type PaymentStage = Static<typeof PaymentStage>

/** A matter's fate as finance needs it. */
const MatterBrief = Type.Object({ id: Uuid, number: Type.String(), title: Type.String(), state: Type.String() })

export const OrderRow = Type.Object({
  id: Uuid,
  number: Type.String(),
  transferCode: Type.String(),
  memberId: Uuid,
  memberName: Type.String(),
  payerUnit: Type.String(),
  payerPerson: Type.String(),
  years: Type.Array(Year),
  service: ServiceName,
  /** How many others it pays for. */
  people: Count,
  amountFen: Fen,
  receivedFen: Fen,
  method: PayMethod,
  state: OrderState,
  createdAt: Time,
  expiresOn: Nullable(Day),
  vouchedAt: Nullable(Time),
  paidAt: Nullable(Time),
  /** Money of an application that came to nothing: to be paid back by hand. */
  toRefund: Type.Boolean(),
})
export type OrderRow = Static<typeof OrderRow>

export const StaffOrder = Type.Object({
  ...orderFields,
  member: Type.Object({ id: Uuid, name: Type.String(), number: Nullable(Type.String()), creditCode: Nullable(Type.String()) }),
  matter: Nullable(MatterBrief),
  toRefund: Type.Boolean(),
  /** What to look at before confirming, in sentences. */
  remarks: Type.Array(Type.String()),
  /** `confirm`, `refuse`, `reopen`: null means yes, else why not. */
  can: Can,
})
export type StaffOrder = Static<typeof StaffOrder>

/** 订单管理 of a member, newest first. CQSSA-12 */
export const MyOrder = Type.Object({
  id: Uuid,
  number: Type.String(),
  years: Type.Array(Year),
  service: ServiceName,
  people: Count,
  amountFen: Fen,
  method: PayMethod,
  state: OrderState,
  refused: Type.Boolean(),
  createdAt: Time,
  expiresOn: Nullable(Day),
  paidAt: Nullable(Time),
})
export type MyOrder = Static<typeof MyOrder>

/** `uneven`: the amount is not the order's, and that is meant. */
export const Confirmation = Type.Object({ receivedOn: Day, amountFen: Fen, note: Short(200), uneven: Type.Optional(Type.Boolean()) })
export type Confirmation = Static<typeof Confirmation>
export const ConfirmResult = Type.Object({
  orderId: Uuid,
  number: Type.String(),
  payerUnit: Type.String(),
  done: Type.Boolean(),
  message: Type.String(),
})
export type ConfirmResult = Static<typeof ConfirmResult>

export const ChargeRow = Type.Object({
  id: Uuid,
  memberId: Uuid,
  memberName: Type.String(),
  memberNumber: Nullable(Type.String()),
  ...forWhat,
  state: ChargeState,
  overdue: Type.Boolean(),
  order: Nullable(OrderLink),
})
export type ChargeRow = Static<typeof ChargeRow>

export const YearTotals = Type.Object({
  year: Year,
  charged: Count,
  chargedFen: Fen,
  settled: Count,
  settledFen: Fen,
  open: Count,
  openFen: Fen,
  waived: Count,
})
export type YearTotals = Static<typeof YearTotals>

/** What 生成年度会费 would do, or did. */
export const ChargeRun = Type.Object({
  year: Year,
  /** Members in the association in that year. */
  members: Count,
  already: Count,
  /** Who paid for life. */
  life: Count,
  create: Count,
  createFen: Fen,
  /** Of `create`: those who pay nothing, by their standard or by a rule. */
  waived: Count,
  byLevel: Type.Array(
    Type.Object({
      level: Type.String(),
      levelName: Type.String(),
      count: Count,
      amountFen: Fen,
      standard: Type.String(),
      /** Why it is not the whole standard. */
      reason: Type.String(),
    }),
  ),
  /** Members that can't be charged: no level on the day, or no standard for it. */
  without: Type.Array(Type.Object({ levelName: Type.String(), count: Count, reason: Type.String() })),
})
export type ChargeRun = Static<typeof ChargeRun>

/** 缴费通知书 made together. */
export const NoticeBatch = Type.Object({
  id: Uuid,
  year: Year,
  /** Members who owe the year, and how many of them were gone through. */
  total: Count,
  done: Count,
  /** Notices to print, and how many are. */
  notices: Count,
  printed: Count,
  /** One, or volumes. */
  files: Count,
  skipped: Type.Array(Type.Object({ memberId: Uuid, name: Type.String(), why: Type.String() })),
  by: Type.String(),
  createdAt: Time,
  doneAt: Nullable(Time),
})
export type NoticeBatch = Static<typeof NoticeBatch>

/** create 生成 · waived 免交 · already 已有 · life 终身 · without no level or no standard · outside not a member in that year */
export const PlanPart = oneOf('create', 'waived', 'already', 'life', 'without', 'outside')
export type PlanPart = Static<typeof PlanPart>
/** One line of the preview: who, how much, why; who not, why. */
export const PlanRow = Type.Object({
  memberId: Uuid,
  name: Type.String(),
  number: Nullable(Type.String()),
  part: PlanPart,
  levelName: Type.String(),
  amountFen: Nullable(Fen),
  why: Type.String(),
})
export type PlanRow = Static<typeof PlanRow>
const PlanQuery = Type.Object({
  year: Year,
  part: Type.Optional(PlanPart),
  q: Type.Optional(Type.String({ maxLength: 100 })),
  after: Type.Optional(Type.String({ maxLength: 60 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
})
export type PlanQuery = Static<typeof PlanQuery>

/** 生成年度会费 under way or done. */
export const BillingRun = Type.Object({
  id: Uuid,
  year: Year,
  total: Count,
  done: Count,
  created: Count,
  createdFen: Fen,
  waived: Count,
  by: Type.String(),
  createdAt: Time,
  doneAt: Nullable(Time),
})
export type BillingRun = Static<typeof BillingRun>

export const Standard = Type.Object({
  id: Uuid,
  /** What one resolution adopted bears the same one. */
  adoptionId: Uuid,
  level: Type.String(),
  levelName: Type.String(),
  name: Type.String(),
  fromYear: Year,
  /** Included; null: until changed. */
  toYear: Nullable(Year),
  amountFen: Fen,
  joiningFen: Nullable(Fen),
  lifeFen: Nullable(Fen),
  resolution: Resolution,
  /** Name of the resolution's scan. */
  file: Nullable(Type.String()),
  /** Charges that rest on it. */
  used: Count,
  /** What law would hold against the resolution (民发〔2014〕166号). */
  doubts: Type.Array(Type.String()),
  /** Null: what the resolution adopted can be taken off the list; else why not. */
  whyNotWithdrawn: Nullable(Type.String()),
})
export type Standard = Static<typeof Standard>
export const Standards = Type.Object({
  rows: Type.Array(Standard),
  levels: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  warnings: Type.Array(Type.String()),
  /** Null when a standard can be adopted, else why not. */
  can: Can,
})
export type Standards = Static<typeof Standards>
/** A new year's amounts: one row per level, resting on one resolution. */
export const NewStandards = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 100 }),
  fromYear: Year,
  amounts: Type.Array(
    Type.Object({
      level: Type.String({ maxLength: 40 }),
      amountFen: Fen,
      joiningFen: Type.Optional(Fen),
      lifeFen: Type.Optional(Fen),
    }),
    { minItems: 1, maxItems: 20 },
  ),
  resolution: Resolution,
})
export type NewStandards = Static<typeof NewStandards>

/** One member's dues for staff, whole. */
export const MemberDues = Type.Object({
  standing: DuesStanding,
  years: Type.Array(DuesYear),
  services: Type.Array(ServiceCharge),
  orders: Type.Array(OrderRow),
  /** What it can be charged for besides dues; empty where there is nothing. */
  offered: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  /**
   * `life`: null when it can be asked to pay for life, else why not; left out where there are no such dues. `service`: the same of charging for a
   * service, and of taking one back.
   */
  can: Can,
})
export type MemberDues = Static<typeof MemberDues>

/** `reason`: what it is for, as the member and the invoice will say it. */
export const NewService = Type.Object({
  service: Type.String({ maxLength: 40 }),
  reason: Type.String({ maxLength: 200 }),
  amountFen: Type.Integer({ minimum: 1, maximum: 100_000_000_00 }),
})
export type NewService = Static<typeof NewService>

const OrderQuery = Type.Object({
  state: Type.Optional(OrderState),
  refund: Type.Optional(Type.Boolean()),
  /** Member's or payer's name, transfer code, order number, or an amount in yuan. */
  q: Type.Optional(Type.String({ maxLength: 100 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
})
export type OrderQuery = Static<typeof OrderQuery>
const ChargeQuery = Type.Object({
  year: Type.Optional(Year),
  state: Type.Optional(ChargeState),
  q: Type.Optional(Type.String({ maxLength: 100 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
})
export type ChargeQuery = Static<typeof ChargeQuery>
const ServiceQuery = Type.Object({
  state: Type.Optional(oneOf('open', 'settled', 'cancelled')),
  /** Which of the preset. */
  service: Type.Optional(Type.String({ maxLength: 40 })),
  /** Part of the member's name, or its whole number. */
  q: Type.Optional(Type.String({ maxLength: 100 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
})
export type ServiceQuery = Static<typeof ServiceQuery>
/** What waits to be paid of each service that is offered, or was charged. */
const ServicesSummary = Type.Object({
  services: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), open: Count, openFen: Fen })),
})
export type ServicesSummary = Static<typeof ServicesSummary>

const Years = Type.Array(Year, { minItems: 1, maxItems: 10 })
const VoucherFile = Type.Object({ id: Uuid, voucherId: Uuid })
const VoucherSaid = Type.Object({ paidOn: Type.Optional(Day), note: Type.Optional(Type.String({ maxLength: 200 })) })
const scans = ['application/pdf', 'image/jpeg'] as const

export const duesEndpoints = endpoints({
  'GET /portal/dues': { summary: '会费交纳列表', who: 'member', reply: DuesOverview },
  'GET /portal/dues/summary': { summary: '会费情况（主页）', who: 'member', reply: DuesSummary },
  'GET /portal/dues/quote': {
    summary: '交费前的核对与预填',
    who: 'member',
    query: Type.Object({ years: Years }),
    reply: Quote,
    errors: ['not-ready', 'already-done'],
  },
  'POST /portal/orders': {
    summary: '生成缴费订单',
    who: 'member',
    body: Type.Object({ years: Years, payer: Payer, method: PayMethod }),
    reply: Order,
    errors: ['input-invalid', 'not-ready', 'already-done'],
  },
  'GET /portal/services/:id/quote': {
    summary: '一笔其他应缴：交费前的核对与预填',
    who: 'member',
    params: ById,
    reply: Quote,
    errors: ['not-found', 'already-done'],
  },
  'POST /portal/services/:id/order': {
    summary: '为一笔其他应缴生成缴费订单',
    who: 'member',
    params: ById,
    body: Type.Object({ payer: Payer, method: PayMethod }),
    reply: Order,
    errors: ['input-invalid', 'not-found', 'already-done'],
  },
  'GET /portal/orders': {
    summary: '订单管理：本会员的缴费订单',
    who: 'member',
    query: Type.Object({ after: Type.Optional(Type.String({ maxLength: 200 })) }),
    reply: Page(MyOrder),
  },
  'GET /portal/orders/:id': { summary: '缴费订单', who: 'member', params: ById, reply: Order, errors: ['not-found'] },
  'PUT /portal/orders/:id/payer': {
    summary: '修改缴费信息',
    who: 'member',
    params: ById,
    body: Payer,
    reply: Order,
    errors: ['input-invalid', 'not-found', 'already-done'],
  },
  'POST /portal/orders/:id/cancel': {
    summary: '取消缴费订单',
    who: 'member',
    params: ById,
    reply: Order,
    errors: ['not-found', 'not-ready', 'already-done'],
  },
  'POST /portal/orders/:id/reopen': {
    summary: '恢复已过期的缴费订单',
    who: 'member',
    params: ById,
    reply: Order,
    errors: ['not-found', 'not-ready', 'already-done'],
  },
  'POST /portal/orders/:id/vouchers': {
    summary: '上传付款凭证',
    who: 'member',
    params: ById,
    query: VoucherSaid,
    upload: true,
    reply: Order,
    errors: ['input-invalid', 'not-found', 'already-done', 'too-many'],
  },
  'POST /portal/orders/:id/ask': {
    summary: '申请查看缴费状态（不上传凭证，请协会核对到账）',
    who: 'member',
    params: ById,
    reply: Order,
    errors: ['not-found', 'not-ready', 'already-done'],
  },
  'GET /portal/orders/:id/vouchers/:voucherId': {
    summary: '查看付款凭证',
    who: 'member',
    params: VoucherFile,
    file: scans,
    errors: ['not-found'],
  },
  'GET /portal/orders/:id/slip': {
    summary: '缴费通知单',
    who: 'member',
    params: ById,
    file: ['application/pdf'],
    errors: ['not-found', 'unavailable'],
  },
  'GET /portal/matters/:id/payment': {
    summary: '申请中的交纳会费环节',
    who: 'member',
    params: ById,
    reply: PaymentStage,
    errors: ['not-found', 'not-ready'],
  },
  'POST /portal/matters/:id/payment': {
    summary: '在申请中生成缴费订单',
    who: 'member',
    params: ById,
    body: Type.Object({ payer: Payer, method: PayMethod }),
    reply: PaymentStage,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },

  'GET /console/dues/counts': {
    summary: '待确认到账与待退款的数量',
    who: { staff: 'dues.read' },
    reply: Type.Object({ vouched: Count, toRefund: Count }),
  },
  'GET /console/orders': { summary: '查询缴费订单', who: { staff: 'dues.read' }, query: OrderQuery, reply: Page(OrderRow) },
  'GET /console/orders/:id': {
    summary: '一笔缴费订单',
    who: { staff: 'dues.read' },
    params: ById,
    reply: StaffOrder,
    errors: ['not-found'],
  },
  'GET /console/orders/:id/vouchers/:voucherId': {
    summary: '查看付款凭证',
    who: { staff: 'dues.read' },
    params: VoucherFile,
    file: scans,
    errors: ['not-found'],
  },
  'POST /console/orders/:id/confirm': {
    summary: '确认到账',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Confirmation,
    reply: StaffOrder,
    errors: ['input-invalid', 'not-found', 'already-done'],
  },
  'POST /console/orders/:id/refuse': {
    summary: '退回付款凭证',
    who: { staff: 'dues.confirm' },
    params: ById,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }),
    reply: StaffOrder,
    errors: ['input-invalid', 'not-found', 'already-done'],
  },
  'POST /console/orders/:id/reopen': {
    summary: '恢复已过期的缴费订单（款项迟到时）',
    who: { staff: 'dues.confirm' },
    params: ById,
    reply: StaffOrder,
    errors: ['not-found', 'not-ready', 'already-done'],
  },
  'POST /console/orders/confirm': {
    summary: '批量确认到账',
    who: { staff: 'dues.confirm' },
    body: Type.Object({ receivedOn: Day, orders: Type.Array(Type.Object({ id: Uuid, amountFen: Fen }), { minItems: 1, maxItems: 100 }) }),
    reply: Type.Array(ConfirmResult),
    errors: ['input-invalid'],
  },
  'GET /console/dues/charges': { summary: '查询应缴会费', who: { staff: 'dues.read' }, query: ChargeQuery, reply: Page(ChargeRow) },
  'GET /console/dues/years': {
    summary: '各年度会费合计',
    who: { staff: 'dues.read' },
    reply: Type.Object({ rows: Type.Array(YearTotals), firstYear: Year, thisYear: Year }),
  },
  'GET /console/dues/charge-preview': {
    summary: '预览生成年度会费',
    who: { staff: 'dues.configure' },
    query: Type.Object({ year: Year }),
    reply: ChargeRun,
    errors: ['not-ready'],
  },
  'GET /console/dues/charge-preview/members': {
    summary: '预览生成年度会费：逐个会员',
    who: { staff: 'dues.configure' },
    query: PlanQuery,
    reply: Page(PlanRow),
    errors: ['not-ready'],
  },
  'GET /console/dues/charge-preview/sheet': {
    summary: '预览生成年度会费：下载表格',
    who: { staff: 'dues.configure' },
    query: Type.Object({ year: Year }),
    file: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    errors: ['not-ready'],
  },
  'POST /console/dues/charge-runs': {
    summary: '生成年度会费',
    who: { staff: 'dues.configure' },
    body: Type.Object({ year: Year }),
    reply: BillingRun,
    errors: ['not-ready'],
  },
  'GET /console/dues/charge-runs': {
    summary: '生成年度会费的记录',
    who: { staff: 'dues.read' },
    reply: Type.Object({ rows: Type.Array(BillingRun) }),
  },
  'GET /console/dues/charge-runs/:id': {
    summary: '生成年度会费的进度',
    who: { staff: 'dues.read' },
    params: ById,
    reply: BillingRun,
    errors: ['not-found'],
  },
  'POST /console/dues/notices': {
    summary: '为一个年度待交费的会员生成缴费通知书',
    who: { staff: 'dues.configure' },
    body: Type.Object({ year: Year }),
    reply: NoticeBatch,
    errors: ['not-ready'],
  },
  'GET /console/dues/notices': {
    summary: '缴费通知书的批次和进度',
    who: { staff: 'dues.read' },
    reply: Type.Object({ rows: Type.Array(NoticeBatch) }),
  },
  'GET /console/dues/notices/:id/files/:at': {
    summary: '打印一个批次的缴费通知书',
    who: { staff: 'dues.read' },
    params: Type.Object({ id: Uuid, at: Type.Integer({ minimum: 1, maximum: 1000 }) }),
    file: ['application/pdf'],
    errors: ['not-found'],
  },
  'GET /console/orders/:id/notice': {
    summary: '一笔订单的缴费通知书',
    who: { staff: 'dues.read' },
    params: ById,
    file: ['application/pdf'],
    errors: ['not-found', 'unavailable'],
  },
  'POST /portal/dues/:year/notice': {
    summary: '为一个年度的缴费通知准备订单',
    who: 'member',
    params: Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2100 }) }),
    reply: Type.Object({ orderId: Uuid }),
    errors: ['not-ready'],
  },
  'GET /portal/orders/:id/notice': {
    summary: '缴费通知书',
    who: 'member',
    params: ById,
    file: ['application/pdf'],
    errors: ['not-found', 'unavailable'],
  },
  'POST /console/members/:id/life-dues': {
    summary: '为会员生成终身会费',
    who: { staff: 'dues.configure' },
    params: ById,
    reply: MemberDues,
    errors: ['not-found', 'not-ready'],
  },
  'POST /console/members/:id/services': {
    summary: '登记会员的一笔其他应缴',
    who: { staff: 'dues.configure' },
    params: ById,
    body: NewService,
    reply: MemberDues,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'GET /console/services': { summary: '查询其他应缴', who: { staff: 'dues.read' }, query: ServiceQuery, reply: Page(ServiceRow) },
  'GET /console/services/summary': { summary: '各收费项目待交的笔数和金额', who: { staff: 'dues.read' }, reply: ServicesSummary },
  'POST /console/services/:id/withdraw': {
    summary: '撤销没有缴的其他应缴',
    who: { staff: 'dues.configure' },
    params: ById,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }),
    reply: MemberDues,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'GET /console/dues/standards': { summary: '会费标准', who: { staff: 'dues.read' }, reply: Standards },
  'POST /console/dues/standards': {
    summary: '登记会费标准',
    who: { staff: 'dues.configure' },
    body: NewStandards,
    reply: Standards,
    errors: ['input-invalid', 'not-ready'],
  },
  'POST /console/dues/adoptions/:id/published': {
    summary: '登记会费标准的公布日期',
    who: { staff: 'dues.configure' },
    params: ById,
    body: Type.Object({ publishedOn: Day }),
    reply: Standards,
    errors: ['input-invalid', 'not-found'],
  },
  'POST /console/dues/adoptions/:id/file': {
    summary: '上传会费标准的决议文件',
    who: { staff: 'dues.configure' },
    params: ById,
    upload: true,
    reply: Standards,
    errors: ['input-invalid', 'not-found'],
  },
  'GET /console/dues/adoptions/:id/file': {
    summary: '查看会费标准的决议文件',
    who: { staff: 'dues.read' },
    params: ById,
    file: scans,
    errors: ['not-found'],
  },
  'POST /console/dues/adoptions/:id/withdraw': {
    summary: '删除没有用过的会费标准',
    who: { staff: 'dues.configure' },
    params: ById,
    reply: Standards,
    errors: ['not-found', 'not-ready'],
  },
  'GET /console/members/:id/dues': {
    summary: '一个会员的会费',
    who: { staff: 'dues.read' },
    params: ById,
    reply: MemberDues,
    errors: ['not-found'],
  },
})
