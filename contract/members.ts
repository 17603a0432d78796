import { type Static, Type } from 'typebox'
import { Can, Day, Done, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { SlotFile } from './forms/documents-schema.ts'
import type { FormData, FormDefinition } from './forms/schema.ts'
import { type MatterState, matterStates } from './matter-words.ts'

/** Forms and their data are checked by contract/forms, not by the wire's schema. */
const Form = Type.Unsafe<FormDefinition>({})
const Data = Type.Unsafe<FormData>({})

/** `photo`, or `grades.scan` for a field of a list's rows. */
const FieldPath = Type.String({ maxLength: 90 })
const Width = Type.Object({ width: Type.Optional(Type.Integer({ minimum: 60, maximum: 800 })) })
const recordMedia = [
  'application/pdf',
  'image/jpeg',
  'image/webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
] as const

/** applicant: not admitted yet · current 在会 · left 已退会 */
export const Standing = Type.Unsafe<'applicant' | 'current' | 'left'>(Type.String({ enum: ['applicant', 'current', 'left'] }))
/** On a day: paid 已缴 · arrears 欠费 (a charge of this or an earlier year is open) · none 无应缴. */
export const DuesState = Type.Unsafe<'paid' | 'arrears' | 'none'>(Type.String({ enum: ['paid', 'arrears', 'none'] }))
export type Standing = Static<typeof Standing>
export type DuesState = Static<typeof DuesState>

/** Filters may be repeated: `level=a&level=b` is either of them. Codes are GB/T 2260 and GB/T 4754. */
const filters = {
  /** Part of a name or former name, pinyin initials, credit code or part of it, number, contact's name or mobile. */
  q: Type.Optional(Type.String({ maxLength: 100 })),
  kind: Type.Optional(Type.Unsafe<'unit' | 'person'>(Type.String({ enum: ['unit', 'person'] }))),
  level: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
  /** Ids of branches: standing in one of them today. */
  branch: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 })),
  province: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{6}$' }), { maxItems: 40 })),
  city: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{6}$' }), { maxItems: 40 })),
  /** A section letter takes in all divisions below it. */
  industry: Type.Optional(Type.Array(Type.String({ pattern: '^[A-T]?\\d{0,4}$', maxLength: 5 }), { maxItems: 40 })),
  dues: Type.Optional(DuesState),
  /** Without it: those in the association and those who left. */
  standing: Type.Optional(Type.Unsafe<'current' | 'left'>(Type.String({ enum: ['current', 'left'] }))),
  sort: Type.Optional(
    Type.Unsafe<'admitted' | 'name' | 'number'>(Type.String({ enum: ['admitted', 'name', 'number'], default: 'admitted' })),
  ),
  /** Without it `admitted` starts with the newest, the others with the first. */
  order: Type.Optional(Type.Unsafe<'up' | 'down'>(Type.String({ enum: ['up', 'down'] }))),
}

export const MemberFilters = Type.Object(filters)
export const MemberQuery = Type.Object({
  ...filters,
  after: Type.Optional(Type.String({ maxLength: 400 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
})
export type MemberFilters = Static<typeof MemberFilters>
export type MemberQuery = Static<typeof MemberQuery>

/** The first contact; `mobile` is masked. */
const FirstContact = Type.Object({ name: Type.String(), mobile: Type.String() })

export const MemberKind = Type.Unsafe<'unit' | 'person'>(Type.String({ enum: ['unit', 'person'] }))

export const MemberRow = Type.Object({
  id: Uuid,
  kind: MemberKind,
  name: Type.String(),
  /** A name it had that matches what was searched, when its present one doesn't. */
  formerName: Nullable(Type.String()),
  number: Type.String(),
  creditCode: Nullable(Type.String()),
  standing: Standing,
  level: Nullable(Type.String()),
  levelName: Nullable(Type.String()),
  /** 安全分会普通会员: its standings in branches; of those only that the reader may see. */
  branches: Type.Array(Type.String()),
  province: Nullable(Type.String()),
  city: Nullable(Type.String()),
  /** 北京市 · 石家庄市: shown names of the two codes. */
  region: Type.String(),
  industry: Nullable(Type.String()),
  industryName: Type.String(),
  contact: Nullable(FirstContact),
  joinedOn: Day,
  leftOn: Nullable(Day),
  admittedAt: Time,
  dues: DuesState,
  paidThrough: Nullable(Day),
})
export type MemberRow = Static<typeof MemberRow>

/** Exact up to the cap; above it `more` is true and the screen says “500+”. */
export const MemberCount = Type.Object({ count: Type.Integer(), more: Type.Boolean() })
export type MemberCount = Static<typeof MemberCount>

const Choice = Type.Object({ value: Type.String(), label: Type.String() })
/** What the filters may offer, in the association's words. */
export const MemberChoices = Type.Object({
  levels: Type.Array(Choice),
  provinces: Type.Array(Choice),
  industries: Type.Array(Choice),
  posts: Type.Array(Choice),
  /** Empty where there are none; of those who work in branches, theirs. */
  branches: Type.Array(Type.Object({ ...Choice.properties, levels: Type.Array(Choice) })),
  /** The kinds of members there are. */
  kinds: Type.Array(Type.Unsafe<{ value: 'unit' | 'person'; label: string }>(Choice)),
})
export type MemberChoices = Static<typeof MemberChoices>

/** 1 is the first, who gets post and messages. `label` is the form's own: 第一联络员. */
export const Contact = Type.Object({
  position: Type.Integer(),
  label: Type.String(),
  name: Type.String(),
  department: Type.String(),
  role: Type.String(),
  title: Type.String(),
  mobile: Type.String(),
  phone: Type.String(),
  email: Type.String(),
})
export type Contact = Static<typeof Contact>

/** 理事信息. `to` is the last day of the term, null while it has none. */
export const CouncilSeat = Type.Object({
  id: Uuid,
  post: Type.String(),
  personName: Type.String(),
  personTitle: Type.String(),
  term: Type.String(),
  from: Day,
  to: Nullable(Day),
})
export type CouncilSeat = Static<typeof CouncilSeat>

/** Before and after as people read them; '' when empty. */
export const MemberChange = Type.Object({
  id: Uuid,
  at: Time,
  actorKind: Type.String(),
  actorName: Type.String(),
  field: Type.String(),
  label: Type.String(),
  before: Type.String(),
  after: Type.String(),
  reason: Type.String(),
})

const LevelSpan = Type.Object({ level: Type.String(), name: Type.String(), from: Day, to: Nullable(Day) })
const Membership = Type.Object({
  id: Uuid,
  joinedOn: Day,
  leftOn: Nullable(Day),
  leftReason: Nullable(Type.String()),
  matterId: Nullable(Uuid),
  levels: Type.Array(LevelSpan),
})
/** A stay in a branch. */
const BranchStay = Type.Object({
  id: Uuid,
  branch: Type.String(),
  branchName: Type.String(),
  /** The branch's own number. */
  number: Nullable(Type.String()),
  level: Nullable(Type.String()),
  levelName: Nullable(Type.String()),
  joinedOn: Day,
  leftOn: Nullable(Day),
  leftReason: Nullable(Type.String()),
  matterId: Nullable(Uuid),
  levels: Type.Array(LevelSpan),
})
const Employer = Type.Object({ unitId: Uuid, unitName: Type.String(), from: Day, to: Nullable(Day) })
const FormerName = Type.Object({ name: Type.String(), usedUntil: Time })
const MatterLine = Type.Object({
  id: Uuid,
  number: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  state: Type.Unsafe<MatterState>(Type.String({ enum: Object.keys(matterStates) })),
  submittedAt: Nullable(Time),
})

/** One member's whole story, but for dues and messages: those are asked of dues and notifications. */
export const MemberStory = Type.Object({
  id: Uuid,
  kind: MemberKind,
  name: Type.String(),
  creditCode: Nullable(Type.String()),
  number: Nullable(Type.String()),
  /** 大协会普通会员, 质量分会理事. */
  standings: Type.Array(Type.String()),
  standing: Standing,
  level: Nullable(Type.String()),
  levelName: Nullable(Type.String()),
  joinedOn: Nullable(Day),
  leftOn: Nullable(Day),
  admittedAt: Nullable(Time),
  createdAt: Time,
  updatedAt: Time,
  region: Type.String(),
  industryName: Type.String(),
  /** Send it back with an edit: somebody else's edit in between is a conflict. */
  revision: Type.Integer(),
  /** By the form of `GET /console/members/forms/:kind`; contacts' mobiles, phones and mails are masked. */
  data: Data,
  /** The files that the data's photo and file fields name. */
  fieldFiles: Type.Array(SlotFile),
  contacts: Type.Array(Contact),
  formerNames: Type.Array(FormerName),
  /** Numbers it had, the latest first; each still leads to it. */
  formerNumbers: Type.Array(Type.String()),
  memberships: Type.Array(Membership),
  /** Those that go on first. */
  branches: Type.Array(BranchStay),
  /** Of a person: for whom it works and worked, the latest first. */
  employers: Type.Array(Employer),
  /** The newest hundred. */
  changes: Type.Array(MemberChange),
  matters: Type.Array(MatterLine),
  seats: Type.Array(CouncilSeat),
  /** Mobiles with which accounts sign in for this member, masked. */
  accounts: Type.Array(Type.Object({ id: Uuid, name: Type.String(), mobile: Type.String() })),
  /** The record that this one was merged into; nothing is done to it here any more. */
  mergedInto: Nullable(Type.Object({ id: Uuid, name: Type.String() })),
  /** `edit`, `reveal`, `setLevel`, `leave`, `seats`, `branches`, `renumber`: null means yes, else why not. */
  can: Can,
})
export type MemberStory = Static<typeof MemberStory>

/** Everything unmasked; asking is written to the log. */
export const Revealed = Type.Object({ contacts: Type.Array(Contact), data: Data })

const Reason = Type.String({ minLength: 2, maxLength: 200 })
/** `data` holds the fields that changed, by id; the others stay. */
const StaffEdit = Type.Object({ revision: Type.Integer({ minimum: 1 }), data: Data, reason: Reason })
const SeatInput = Type.Object({
  post: Type.String({ minLength: 1, maxLength: 40 }),
  personName: Type.String({ minLength: 2, maxLength: 40 }),
  personTitle: Type.String({ maxLength: 60, default: '' }),
  /** 第八届 */
  term: Type.String({ minLength: 1, maxLength: 40 }),
  from: Day,
  to: Nullable(Day),
})
const SeatParams = Type.Object({ id: Uuid, seatId: Uuid })
const ById = Type.Object({ id: Uuid })

/** Home of the portal; 会费情况, 事项 and 会员证 come from their own addresses. CACEM-14 */
export const PortalHome = Type.Object({
  accountName: Type.String(),
  member: Type.Object({
    id: Uuid,
    kind: MemberKind,
    name: Type.String(),
    number: Nullable(Type.String()),
    standing: Standing,
    level: Nullable(Type.String()),
    levelName: Nullable(Type.String()),
    /** CQSSA-07: every standing, the association's first. */
    standings: Type.Array(Type.String()),
    joinedOn: Nullable(Day),
    leftOn: Nullable(Day),
  }),
  /** CAQ-12: whom post and messages go to. */
  contact: Nullable(Type.Object({ name: Type.String(), phone: Type.String(), mobile: Type.String(), email: Type.String() })),
})
export type PortalHome = Static<typeof PortalHome>

/** 企业信息 of the member one acts for. CACEM-13 */
export const Company = Type.Object({
  id: Uuid,
  kind: MemberKind,
  name: Type.String(),
  number: Nullable(Type.String()),
  standing: Standing,
  levelName: Nullable(Type.String()),
  standings: Type.Array(Type.String()),
  joinedOn: Nullable(Day),
  revision: Type.Integer(),
  form: Form,
  data: Data,
  /** Field id → null when it may be changed at once, else why not. */
  editable: Type.Record(Type.String(), Nullable(Type.String())),
  /** Ids of the fields that change by a matter with review, and which matter that is; null where there is none. */
  byReview: Type.Array(Type.String()),
  /** The files that the data's photo and file fields name. */
  fieldFiles: Type.Array(SlotFile),
  change: Nullable(Type.Object({ kind: Type.String(), name: Type.String(), whyNot: Nullable(Type.String()), openId: Nullable(Uuid) })),
  formerNames: Type.Array(FormerName),
  /** 理事信息, read-only: staff change it. Null for a level outside the council that has none. */
  seats: Nullable(Type.Array(CouncilSeat)),
})
export type Company = Static<typeof Company>

/** One thing to do about a branch: a button, or the link to the matter that is open. */
const BranchAct = Type.Object({
  kind: Type.String(),
  effect: Type.Unsafe<'branch-join' | 'branch-change' | 'branch-leave' | 'level'>(Type.String()),
  name: Type.String(),
  whyNot: Nullable(Type.String()),
  openId: Nullable(Uuid),
})
export type BranchAct = Static<typeof BranchAct>
/** 分会管理 (CQSSA-06): none 未加入 · current 已加入 · left 已退出; with what is under way. */
export const BranchRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  introduction: Nullable(Type.String()),
  contact: Nullable(Type.String()),
  state: Type.Unsafe<'none' | 'current' | 'left'>(Type.String({ enum: ['none', 'current', 'left'] })),
  levelName: Nullable(Type.String()),
  number: Nullable(Type.String()),
  joinedOn: Nullable(Day),
  leftOn: Nullable(Day),
  /** The matter about this branch that is open. */
  open: Nullable(Type.Object({ id: Uuid, title: Type.String(), state: MatterLine.properties.state })),
  acts: Type.Array(BranchAct),
})
export type BranchRow = Static<typeof BranchRow>
export const MyBranches = Type.Object({
  standings: Type.Array(Type.String()),
  /** Who only applied may ask to join, where the association offers it, and nothing else. */
  standing: Standing,
  rows: Type.Array(BranchRow),
  /** Matters that ask for the branch in their form: 归属变更. */
  acts: Type.Array(BranchAct),
})
export type MyBranches = Static<typeof MyBranches>

export const memberEndpoints = endpoints({
  'GET /console/members': {
    summary: '查询会员',
    who: { staff: 'members.read' },
    query: MemberQuery,
    reply: Page(MemberRow),
    errors: ['input-invalid'],
  },
  'GET /console/members/count': {
    summary: '会员数（封顶计数）',
    who: { staff: 'members.read' },
    query: MemberFilters,
    reply: MemberCount,
    errors: ['input-invalid'],
  },
  'GET /console/members/workbook': {
    summary: '导出会员（Excel）：按查询条件，一次至多五万个',
    who: { staff: 'members.export' },
    query: MemberFilters,
    file: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    errors: ['input-invalid', 'not-ready'],
  },
  'GET /console/members/choices': { summary: '会员筛选项', who: { staff: 'members.read' }, reply: MemberChoices },
  'GET /console/members/forms/:kind': {
    summary: '会员资料的表单',
    who: { staff: 'members.read' },
    params: Type.Object({ kind: MemberKind }),
    reply: Type.Object({ form: Form }),
    errors: ['not-found'],
  },
  'GET /console/members/:id': {
    summary: '会员全貌',
    who: { staff: 'members.read' },
    params: ById,
    reply: MemberStory,
    errors: ['not-found'],
  },
  'POST /console/members/:id/fields/:field': {
    summary: '代会员上传资料里的照片或文件，保存资料后生效',
    who: { staff: 'members.edit' },
    params: Type.Object({ id: Uuid, field: FieldPath }),
    upload: true,
    reply: SlotFile,
    errors: ['wrong-file', 'too-large', 'not-found'],
  },
  'GET /console/members/:id/files/:fileId': {
    summary: '查看会员资料里的照片或文件',
    who: { staff: 'members.read' },
    params: Type.Object({ id: Uuid, fileId: Uuid }),
    query: Width,
    file: recordMedia,
    errors: ['not-found'],
  },
  'GET /console/members/:id/neighbours': {
    summary: '同一查询中的上一个与下一个会员',
    who: { staff: 'members.read' },
    params: ById,
    query: MemberFilters,
    reply: Type.Object({ previous: Nullable(Uuid), next: Nullable(Uuid) }),
    errors: ['not-found'],
  },
  'POST /console/members/:id/reveal': {
    summary: '查看完整联系方式',
    who: { staff: 'members.reveal' },
    params: ById,
    reply: Revealed,
    errors: ['not-found'],
  },
  'PATCH /console/members/:id': {
    summary: '修改会员资料',
    who: { staff: 'members.edit' },
    params: ById,
    body: StaffEdit,
    reply: MemberStory,
    errors: ['input-invalid', 'not-found', 'conflict', 'duplicate-member'],
  },
  'POST /console/members/:id/level': {
    summary: '调整会员级别',
    who: { staff: 'members.edit' },
    params: ById,
    body: Type.Object({ level: Type.String({ maxLength: 40 }), from: Day, reason: Reason }),
    reply: MemberStory,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'POST /console/members/:id/leave': {
    summary: '登记退会',
    who: { staff: 'members.edit' },
    params: ById,
    body: Type.Object({ leftOn: Day, reason: Reason }),
    reply: MemberStory,
    errors: ['input-invalid', 'not-found', 'already-done'],
  },
  'PUT /console/members/:id/branches/:branch': {
    summary: '登记在分支机构的会籍：加入、调整级别，或（级别留空）退出',
    who: { staff: 'members.edit' },
    params: Type.Object({ id: Uuid, branch: Type.String({ maxLength: 40 }) }),
    body: Type.Object({ level: Nullable(Type.String({ maxLength: 40 })), on: Day, reason: Reason }),
    reply: MemberStory,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done'],
  },
  'POST /console/members/:id/number': {
    summary: '更换会员编号，原编号仍可查到',
    who: { staff: 'members.edit' },
    params: ById,
    body: Type.Object({ number: Type.String({ minLength: 1, maxLength: 40 }), reason: Reason }),
    reply: MemberStory,
    errors: ['input-invalid', 'not-found', 'not-ready', 'already-done', 'conflict'],
  },
  'POST /console/members/:id/seats': {
    summary: '登记理事信息',
    who: { staff: 'members.edit' },
    params: ById,
    body: SeatInput,
    reply: CouncilSeat,
    errors: ['input-invalid', 'not-found'],
  },
  'PUT /console/members/:id/seats/:seatId': {
    summary: '修改理事信息',
    who: { staff: 'members.edit' },
    params: SeatParams,
    body: SeatInput,
    reply: CouncilSeat,
    errors: ['input-invalid', 'not-found'],
  },
  'DELETE /console/members/:id/seats/:seatId': {
    summary: '删除误登的理事信息',
    who: { staff: 'members.edit' },
    params: SeatParams,
    reply: Done,
    errors: ['not-found'],
  },
  'GET /portal/home': { summary: '会员主页', who: 'member', reply: PortalHome },
  'GET /portal/company': { summary: '企业信息', who: 'member', reply: Company },
  'PATCH /portal/company': {
    summary: '修改企业信息（即时生效）',
    who: 'member',
    body: Type.Object({ revision: Type.Integer({ minimum: 1 }), data: Data }),
    reply: Company,
    errors: ['input-invalid', 'not-ready', 'conflict', 'duplicate-member'],
  },
  'POST /portal/company/change': {
    summary: '把需审核的修改填入变更申请，返回该事项',
    who: 'member',
    body: Type.Object({ data: Data }),
    reply: Type.Object({ id: Uuid }),
    errors: ['input-invalid', 'not-ready', 'not-found'],
  },
  'POST /portal/company/fields/:field': {
    summary: '上传资料里的照片或文件，保存资料后生效',
    who: 'member',
    params: Type.Object({ field: FieldPath }),
    upload: true,
    reply: SlotFile,
    errors: ['wrong-file', 'too-large', 'not-found'],
  },
  'GET /portal/company/files/:fileId': {
    summary: '查看资料里的照片或文件',
    who: 'member',
    params: Type.Object({ fileId: Uuid }),
    query: Width,
    file: recordMedia,
    errors: ['not-found'],
  },
  'GET /portal/branches': { summary: '分会管理', who: 'member', reply: MyBranches },
})
