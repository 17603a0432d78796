import { type Static, Type } from 'typebox'
import { ById, Can, Day, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'

const oneOf = <const T extends string>(...values: T[]) => Type.Unsafe<T>(Type.String({ enum: values }))
const Text = (most: number, least = 0) => Type.String({ minLength: least, maxLength: most })

/**
 * unasked 未申请 (paid, the member has to ask for it) · due 待开票 · issued 已开票 · delivered 已送达 · voided 已作废 · red 已红冲 ·
 * cancelled 无需开票 (the payment was taken back before it was made)
 */
export const ReceiptState = oneOf('unasked', 'due', 'issued', 'delivered', 'voided', 'red', 'cancelled')
export type ReceiptState = Static<typeof ReceiptState>

/** fiscal: 财政电子票据 (8-digit code, 10-digit number, check code) · tax: 数电发票 (20-digit number) */
export const ReceiptDocument = oneOf('fiscal', 'tax')
export type ReceiptDocument = Static<typeof ReceiptDocument>

/** paid: after the money · advance: before it (借发票、预开票) */
export const ReceiptBasis = oneOf('paid', 'advance')
export type ReceiptBasis = Static<typeof ReceiptBasis>

/** dues 会费 · service 会务费, 培训费 and the like */
export const ReceiptKind = oneOf('dues', 'service')
export type ReceiptKind = Static<typeof ReceiptKind>

const official = {
  kind: ReceiptKind,
  /** The service it is for; '' of dues. */
  service: Type.String(),
  document: ReceiptDocument,
  basis: ReceiptBasis,
  state: ReceiptState,
  /** '' until they are known. */
  code: Type.String(),
  number: Type.String(),
  checkCode: Type.String(),
  issuedOn: Nullable(Day),
  /** The official PDF or OFD lies here. */
  file: Nullable(Type.Object({ name: Type.String(), ofd: Type.Boolean() })),
}

/** A member's receipt. */
export const MemberReceipt = Type.Object({
  ...official,
  id: Uuid,
  orderId: Uuid,
  orderNumber: Type.String(),
  years: Type.Array(Type.Integer()),
  /** The person whose share it is, where the order is split. */
  person: Type.String(),
  title: Type.String(),
  creditCode: Type.String(),
  email: Type.String(),
  amountFen: Fen,
  /** At the latest, counted in working days from the remittance. */
  dueOn: Day,
  overdue: Type.Boolean(),
  issuedAt: Nullable(Time),
  deliveredAt: Nullable(Time),
  /** Made in advance, and the money is not there yet: so many days ago. */
  daysOpen: Nullable(Type.Integer()),
  endReason: Type.String(),
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
  payee: Type.String(),
  /** The matter kind by which a receipt is asked for before the money; null where there is none for this member. */
  advance: Nullable(Type.Object({ kind: Type.String(), name: Type.String() })),
})
export type ReceiptGuide = Static<typeof ReceiptGuide>

export const ReceiptRow = Type.Object({
  ...official,
  id: Uuid,
  orderId: Uuid,
  orderNumber: Type.String(),
  orderState: Type.String(),
  memberId: Uuid,
  memberName: Type.String(),
  person: Type.String(),
  title: Type.String(),
  creditCode: Type.String(),
  email: Type.String(),
  years: Type.Array(Type.Integer()),
  amountFen: Fen,
  receivedOn: Nullable(Day),
  dueOn: Day,
  overdue: Type.Boolean(),
  issuedAt: Nullable(Time),
  deliveredAt: Nullable(Time),
  daysOpen: Nullable(Type.Integer()),
  /** The last 缴费提醒 about one made in advance; `sent` null: on its way. */
  chased: Nullable(Type.Object({ on: Day, times: Type.Integer(), sent: Nullable(Type.Boolean()) })),
  /** Why staff must void it: the payment was taken back. */
  recall: Nullable(Type.String()),
  endReason: Type.String(),
  redNumber: Type.String(),
  /** The number of the one in whose place it was made, and of the one made in its place; '' when not numbered yet. */
  replaces: Nullable(Type.String()),
  replacedBy: Nullable(Type.String()),
  /** `issue`, `correct`, `end`, `redeliver`: null means yes, else why not. */
  can: Can,
})
export type ReceiptRow = Static<typeof ReceiptRow>

export const ReceiptDelivery = Type.Object({ way: oneOf('mail', 'portal'), recipient: Type.String(), at: Time })

const filters = {
  state: Type.Optional(ReceiptState),
  /** overdue: past its day · advance: made before the money, not yet paid · recall: to be voided · nameless: issued, without its file */
  part: Type.Optional(oneOf('overdue', 'advance', 'recall', 'fileless')),
  document: Type.Optional(ReceiptDocument),
  kind: Type.Optional(ReceiptKind),
  /** Title, member's name, credit code, order number or the document's own number. */
  q: Type.Optional(Text(100)),
}
export const ReceiptFilters = Type.Object(filters)
export type ReceiptFilters = Static<typeof ReceiptFilters>
const ReceiptQuery = Type.Object({
  ...filters,
  after: Type.Optional(Text(200)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
})
export type ReceiptQuery = Static<typeof ReceiptQuery>

/** One reason for or against: `holds` null says that nothing could be compared. */
export const Evidence = Type.Object({ fact: Type.String(), holds: Nullable(Type.Boolean()), text: Type.String() })
export type Evidence = Static<typeof Evidence>

/** sure 可以确定 · unsure 需要核对 · none 没有对应的 · known 已经登记过 · unreadable 读不出 */
export const Verdict = oneOf('sure', 'unsure', 'none', 'known', 'unreadable')
export type Verdict = Static<typeof Verdict>

/** new 正在读取 · waiting 待登记 · accepted 已登记 · aside 已搁置 */
export const FileState = oneOf('new', 'waiting', 'accepted', 'aside')

export const ReceiptFile = Type.Object({
  id: Uuid,
  name: Type.String(),
  state: FileState,
  verdict: Nullable(Verdict),
  document: Nullable(ReceiptDocument),
  code: Type.String(),
  number: Type.String(),
  checkCode: Type.String(),
  title: Type.String(),
  creditCode: Type.String(),
  payee: Type.String(),
  amountFen: Nullable(Type.Integer()),
  issuedOn: Nullable(Day),
  evidence: Type.Array(Evidence),
  note: Type.String(),
  /** What it seems to be, or is. */
  receipt: Nullable(
    Type.Object({
      id: Uuid,
      orderId: Uuid,
      orderNumber: Type.String(),
      memberName: Type.String(),
      title: Type.String(),
      creditCode: Type.String(),
      amountFen: Fen,
      years: Type.Array(Type.Integer()),
      service: Type.String(),
      dueOn: Day,
      email: Type.String(),
    }),
  ),
})
export type ReceiptFile = Static<typeof ReceiptFile>

export const BatchCounts = Type.Object({
  files: Type.Integer(),
  reading: Type.Integer(),
  sure: Type.Integer(),
  unsure: Type.Integer(),
  none: Type.Integer(),
  known: Type.Integer(),
  unreadable: Type.Integer(),
  accepted: Type.Integer(),
  aside: Type.Integer(),
})
export type BatchCounts = Static<typeof BatchCounts>

export const ReceiptBatch = Type.Object({ id: Uuid, createdAt: Time, createdBy: Type.String(), counts: BatchCounts })
export type ReceiptBatch = Static<typeof ReceiptBatch>

const FileQuery = Type.Object({
  show: Type.Optional(oneOf('sure', 'unsure', 'none', 'known', 'unreadable', 'accepted', 'aside')),
  after: Type.Optional(Text(60)),
})
export type FileQuery = Static<typeof FileQuery>

export const Titles = Type.Object({ title: Text(100, 2), creditCode: Text(30), email: Text(100, 3) })
export type Titles = Static<typeof Titles>

const Reason = Text(300, 2)
export const EndOrder = Type.Object({
  how: oneOf('voided', 'red'),
  reason: Reason,
  redNumber: Type.Optional(Text(30)),
  /** Made again, with these; left out: not made again. */
  again: Type.Optional(Titles),
})
export type EndOrder = Static<typeof EndOrder>

/** Before it is made. `was`: what was on the screen, right or not. */
const Was = Type.Object({ title: Type.String(), creditCode: Type.String(), email: Type.String() })
export const Correction = Type.Object({ was: Was, now: Titles, reason: Reason })
export type Correction = Static<typeof Correction>

export const ByHand = Type.Object({
  code: Type.Optional(Text(20)),
  number: Type.Optional(Text(30)),
  checkCode: Type.Optional(Text(30)),
  issuedOn: Type.Optional(Day),
})
export type ByHand = Static<typeof ByHand>

export const paperMedia = ['application/pdf', 'application/ofd'] as const
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const read = { staff: 'receipts.read' } as const
const manage = { staff: 'receipts.manage' } as const

export const receiptEndpoints = endpoints({
  'GET /portal/receipts': {
    summary: '我的票据',
    who: 'member',
    reply: Type.Object({ rows: Type.Array(MemberReceipt), guide: ReceiptGuide }),
  },
  'GET /portal/receipts/:id/file': {
    summary: '下载票据（PDF 或 OFD）',
    who: 'member',
    params: ById,
    file: paperMedia,
    errors: ['not-found'],
  },
  'POST /portal/receipts/:id/ask': {
    summary: '申请开票',
    who: 'member',
    params: ById,
    body: Titles,
    reply: Type.Object({ rows: Type.Array(MemberReceipt), guide: ReceiptGuide }),
    errors: ['not-found', 'already-done', 'input-invalid'],
  },
  'GET /console/receipts': { summary: '待开票据', who: read, query: ReceiptQuery, reply: Page(ReceiptRow) },
  'GET /console/receipts/counts': {
    summary: '票据数量',
    who: read,
    reply: Type.Object({
      due: Type.Integer(),
      overdue: Type.Integer(),
      advance: Type.Integer(),
      recall: Type.Integer(),
      fileless: Type.Integer(),
      /** Files that were read and wait for a decision. */
      waiting: Type.Integer(),
    }),
  },
  'GET /console/receipts/export': { summary: '导出开票清单（XLSX）', who: read, query: ReceiptFilters, file: [xlsx] },
  'GET /console/receipts/:id': {
    summary: '一张票据',
    who: read,
    params: ById,
    reply: Type.Object({ receipt: ReceiptRow, deliveries: Type.Array(ReceiptDelivery) }),
    errors: ['not-found'],
  },
  'GET /console/receipts/:id/file': { summary: '票据原件', who: read, params: ById, file: paperMedia, errors: ['not-found'] },
  'POST /console/receipts/:id/issue': {
    summary: '登记票据已开具',
    who: manage,
    params: ById,
    body: ByHand,
    reply: ReceiptRow,
    errors: ['not-found', 'already-done', 'input-invalid', 'conflict'],
  },
  'POST /console/receipts/:id/correct': {
    summary: '更正待开票据的抬头、信用代码和接收邮箱',
    who: manage,
    params: ById,
    body: Correction,
    reply: ReceiptRow,
    errors: ['not-found', 'already-done', 'input-invalid', 'conflict'],
  },
  'POST /console/receipts/:id/end': {
    summary: '作废、红冲或重开票据',
    who: manage,
    params: ById,
    body: EndOrder,
    reply: ReceiptRow,
    errors: ['not-found', 'already-done', 'input-invalid'],
  },
  'POST /console/receipts/:id/redeliver': {
    summary: '重新发送票据',
    who: manage,
    params: ById,
    body: Type.Object({ email: Text(100, 3) }),
    reply: ReceiptRow,
    errors: ['not-found', 'not-ready', 'input-invalid', 'too-many'],
  },
  'GET /console/receipt-batches': {
    summary: '票据文件批次',
    who: read,
    reply: Type.Object({ rows: Type.Array(ReceiptBatch) }),
  },
  'POST /console/receipt-batches': { summary: '新建票据文件批次', who: manage, reply: ReceiptBatch },
  'GET /console/receipt-batches/:id': { summary: '一批票据文件', who: read, params: ById, reply: ReceiptBatch, errors: ['not-found'] },
  'POST /console/receipt-batches/:id/files': {
    summary: '上传票据文件（PDF、OFD 或 ZIP）',
    who: manage,
    params: ById,
    upload: true,
    reply: Type.Object({ added: Type.Integer(), left: Type.Array(Type.Object({ name: Type.String(), why: Type.String() })) }),
    errors: ['not-found', 'wrong-file', 'too-large'],
  },
  'GET /console/receipt-batches/:id/files': {
    summary: '一批票据文件的读取结果',
    who: read,
    params: ById,
    query: FileQuery,
    reply: Page(ReceiptFile),
    errors: ['not-found'],
  },
  'POST /console/receipt-batches/:id/accept': {
    summary: '登记全部可以确定的票据',
    who: manage,
    params: ById,
    reply: ReceiptBatch,
    errors: ['not-found'],
  },
  'GET /console/receipt-files/:id/content': { summary: '票据文件', who: read, params: ById, file: paperMedia, errors: ['not-found'] },
  'POST /console/receipt-files/:id/accept': {
    summary: '登记一张票据',
    who: manage,
    params: ById,
    body: Type.Object({ receiptId: Uuid }),
    reply: ReceiptFile,
    errors: ['not-found', 'already-done', 'not-ready', 'conflict'],
  },
  'POST /console/receipt-files/:id/set-aside': {
    summary: '搁置一个票据文件',
    who: manage,
    params: ById,
    body: Type.Object({ note: Text(200) }),
    reply: ReceiptFile,
    errors: ['not-found', 'already-done'],
  },
})
