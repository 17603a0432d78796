import { type Static, Type } from 'typebox'
import { ById, Can, Day, Done, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { OrderState } from './dues.ts'
import { endpoints } from './endpoint.ts'
import { type OnlineMethod, type OnlineState, type OnlineWay, onlineStateNames } from './online-words.ts'

const oneOf = <const T extends string>(...values: T[]) => Type.Unsafe<T>(Type.String({ enum: values }))
const Method = Type.Unsafe<OnlineMethod>(Type.String({ enum: ['alipay', 'wechat'] }))
const Way = Type.Unsafe<OnlineWay>(Type.String({ enum: ['page', 'wap', 'native', 'h5', 'jsapi'] }))
const State = Type.Unsafe<OnlineState>(Type.String({ enum: Object.keys(onlineStateNames) }))
const Text = (max: number) => Type.String({ maxLength: max })

/** What can be paid with online here and now; none where nothing is set up. */
export const OnlineMethods = Type.Object({
  methods: Type.Array(
    Type.Object({
      method: Method,
      demo: Type.Boolean(),
      /** Can be paid with inside 微信's own browser. */
      inWechat: Type.Boolean(),
    }),
  ),
})
export type OnlineMethods = Static<typeof OnlineMethods>

/** What 微信's browser is asked with (getBrandWCPayRequest). */
export const OnlineBridge = Type.Object({
  appId: Type.String(),
  timeStamp: Type.String(),
  nonceStr: Type.String(),
  package: Type.String(),
  signType: Type.Literal('RSA'),
  paySign: Type.String(),
})
export type OnlineBridge = Static<typeof OnlineBridge>

/** One try: a link to go to, or a code to scan. */
export const OnlineTry = Type.Object({
  id: Uuid,
  method: Method,
  way: Way,
  amountFen: Fen,
  /** Where to go: the gateway's page, or in the demo the one that plays it. Null when there is only a code to scan. */
  link: Nullable(Type.String()),
  /** A picture (SVG) as a data address, for a desk. */
  code: Nullable(Type.String()),
  /** Inside 微信. */
  bridge: Nullable(OnlineBridge),
  expiresAt: Time,
  demo: Type.Boolean(),
})
export type OnlineTry = Static<typeof OnlineTry>

/** What became of an order's tries. `waiting`: something may still come. */
export const OnlineStanding = Type.Object({
  order: OrderState,
  waiting: Type.Boolean(),
  /** Money that came and could not be used for the order: why. */
  stray: Nullable(Type.String()),
})
export type OnlineStanding = Static<typeof OnlineStanding>

/** An agreement as the settings page shows it: keys are never sent out, only whether they are there. */
export const OnlineAccount = Type.Object({
  method: Method,
  /** The preset offers this way of paying. */
  offered: Type.Boolean(),
  enabled: Type.Boolean(),
  /** The demo's own gateway stands in as long as nothing else is set up. */
  demo: Type.Boolean(),
  settings: Type.Record(Type.String(), Type.String()),
  /** Names of the keys that are kept. */
  keys: Type.Array(Type.String()),
  notifyUrl: Type.String(),
  changedAt: Nullable(Time),
  changedBy: Nullable(Type.String()),
  testedAt: Nullable(Time),
  testFailure: Type.String(),
  /** `change`, `enable`, `test`: null means yes, else why not. */
  can: Can,
})
export type OnlineAccount = Static<typeof OnlineAccount>

export const AccountChange = Type.Object({
  method: Method,
  settings: Type.Record(Text(40), Text(4000)),
  /** Left out or empty: the key that is kept stays. */
  keys: Type.Record(Text(40), Text(8000)),
  enabled: Type.Boolean(),
})
export type AccountChange = Static<typeof AccountChange>

export const OnlinePaymentRow = Type.Object({
  id: Uuid,
  orderId: Uuid,
  orderNumber: Type.String(),
  memberName: Type.String(),
  method: Method,
  way: Way,
  outTradeNo: Type.String(),
  tradeNo: Nullable(Type.String()),
  amountFen: Fen,
  paidFen: Nullable(Fen),
  payer: Type.String(),
  state: State,
  stray: Nullable(Type.String()),
  createdAt: Time,
  paidAt: Nullable(Time),
})
export type OnlinePaymentRow = Static<typeof OnlinePaymentRow>

/** missing 对方有我方无 · extra 我方有对方无 · amount 金额不符; of payments, and of refunds */
export const BillDifference = Type.Object({
  kind: oneOf('missing', 'extra', 'amount', 'refund-missing', 'refund-extra', 'refund-amount'),
  outTradeNo: Type.String(),
  tradeNo: Type.String(),
  /** Of a refund, its number. */
  refundNo: Type.Optional(Type.String()),
  theirsFen: Nullable(Fen),
  oursFen: Nullable(Fen),
})
export type BillDifference = Static<typeof BillDifference>
export const OnlineBill = Type.Object({
  method: Method,
  day: Day,
  trades: Type.Integer(),
  paidFen: Fen,
  refunds: Type.Integer(),
  refundedFen: Fen,
  feeFen: Fen,
  differences: Type.Array(BillDifference),
  fetchedAt: Time,
})
export type OnlineBill = Static<typeof OnlineBill>
export const OnlineBills = Type.Object({
  rows: Type.Array(OnlineBill),
  /** What can be compared, up to which day: a gateway has yesterday's bill, the demo's own today's. */
  methods: Type.Array(Type.Object({ method: Method, lastDay: Day, demo: Type.Boolean() })),
})
export type OnlineBills = Static<typeof OnlineBills>

const PaymentQuery = Type.Object({
  state: Type.Optional(State),
  stray: Type.Optional(Type.Boolean()),
  /** Member, order number, our number or the gateway's. */
  q: Type.Optional(Text(100)),
  after: Type.Optional(Text(200)),
})
export type OnlinePaymentQuery = Static<typeof PaymentQuery>

export const onlineEndpoints = endpoints({
  'GET /portal/online': { summary: '可用的在线支付方式', who: 'member', reply: OnlineMethods },
  'POST /portal/orders/:id/online': {
    summary: '发起在线支付',
    who: 'member',
    params: ById,
    body: Type.Object({
      method: Method,
      /** wechat: inside its own browser, with what its authorisation sent back. */
      device: oneOf('desk', 'phone', 'wechat'),
      code: Type.Optional(Text(200)),
      state: Type.Optional(Text(128)),
    }),
    reply: OnlineTry,
    errors: ['not-found', 'not-ready', 'already-done', 'too-many', 'unavailable'],
  },
  'POST /portal/orders/:id/online/authorize': {
    summary: '在微信内支付：请微信授权的地址',
    who: 'member',
    params: ById,
    reply: Type.Object({ link: Type.String() }),
    errors: ['not-found', 'not-ready'],
  },
  'POST /portal/orders/:id/online/check': {
    summary: '向支付平台查询这笔订单是否已支付',
    who: 'member',
    params: ById,
    reply: OnlineStanding,
    errors: ['not-found'],
  },
  'GET /console/online': { summary: '在线支付设置', who: { staff: 'dues.configure' }, reply: Type.Array(OnlineAccount) },
  'PUT /console/online': {
    summary: '修改在线支付设置',
    who: { staff: 'dues.configure' },
    body: AccountChange,
    reply: Type.Array(OnlineAccount),
    errors: ['input-invalid', 'not-ready'],
  },
  'POST /console/online/test': {
    summary: '测试与支付平台的连接',
    who: { staff: 'dues.configure' },
    body: Type.Object({ method: Method }),
    reply: Type.Array(OnlineAccount),
    errors: ['not-ready'],
  },
  'GET /console/online/payments': {
    summary: '在线支付记录',
    who: { staff: 'dues.read' },
    query: PaymentQuery,
    reply: Page(OnlinePaymentRow),
  },
  'POST /console/online/payments/:id/check': {
    summary: '向支付平台查询一笔在线支付',
    who: { staff: 'dues.confirm' },
    params: ById,
    reply: OnlinePaymentRow,
    errors: ['not-found', 'unavailable'],
  },
  'POST /console/refunds/:id/send': {
    summary: '原路退回：再试一次',
    who: { staff: 'dues.confirm' },
    params: ById,
    reply: Done,
    errors: ['not-ready', 'already-done'],
  },
  'GET /console/online/bills': { summary: '在线支付对账结果', who: { staff: 'dues.read' }, reply: OnlineBills },
  'POST /console/online/bills': {
    summary: '下载某一天的账单并对账',
    who: { staff: 'dues.confirm' },
    body: Type.Object({ method: Method, day: Day }),
    reply: OnlineBills,
    errors: ['input-invalid', 'not-ready', 'unavailable'],
  },
})
