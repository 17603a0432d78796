import { type Static, Type } from 'typebox'
import { ById, Can, Day, Done, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { Accepted, SlotFile } from './forms/documents-schema.ts'
import type { FormData, FormDefinition } from './forms/schema.ts'
import { type MatterHappening, type MatterState, matterHappenings, matterStates, type StageType, stageTypes } from './matter-words.ts'

const State = Type.Unsafe<MatterState>(Type.String({ enum: Object.keys(matterStates) }))

const StageKindName = Type.Unsafe<StageType>(Type.String({ enum: [...stageTypes] }))

const ReviewKind = Type.Unsafe<'secretariat' | 'branch' | 'employer' | 'meeting'>(
  Type.String({ enum: ['secretariat', 'branch', 'employer', 'meeting'] }),
)

// Checked where they are written; sent as they are.
const Form = Type.Unsafe<FormDefinition>(Type.Unknown())
const Data = Type.Unsafe<FormData>(Type.Unknown())

/** What a reviewer asks to be put right: at a field (`path` as in `contacts.0.mobile`), a document slot, or the stage as a whole (`path` ''). */
export const Remark = Type.Object({
  stage: Type.String(),
  place: Type.Unsafe<'field' | 'document' | 'stage'>(Type.String({ enum: ['field', 'document', 'stage'] })),
  path: Type.String(),
  label: Type.String(),
  text: Type.String(),
  /** Changed since it was returned. */
  resolved: Type.Boolean(),
})
export type Remark = Static<typeof Remark>

/** A place to put right before submitting; `stage` is where the screen jumps to. */
export const MatterProblem = Type.Object({ stage: Type.String(), path: Type.String(), label: Type.String(), message: Type.String() })
export type MatterProblem = Static<typeof MatterProblem>

/** What the code on a scan of one of our prints says of it. */
export const PrintVerdict = Type.Object({
  state: Type.Unsafe<'same' | 'older' | 'other-paper' | 'other-matter'>(
    Type.String({ enum: ['same', 'older', 'other-paper', 'other-matter'] }),
  ),
  message: Type.String(),
})
export type PrintVerdict = Static<typeof PrintVerdict>

export const MatterDocument = Type.Object({
  id: Uuid,
  fileId: Uuid,
  name: Type.String(),
  kind: Accepted,
  mediaType: Type.String(),
  bytes: Type.Integer(),
  addedAt: Time,
  /** Handed in since the matter was returned for the last time. */
  fresh: Type.Boolean(),
  /** Null: no code of ours could be read on it, which says nothing. */
  print: Nullable(PrintVerdict),
  /** 沿用: accepted in an earlier matter on that day, not uploaded here; number '': handed in that day and still under review. */
  reused: Nullable(Type.Object({ number: Type.String(), on: Day })),
})
export type MatterDocument = Static<typeof MatterDocument>

/** A document slot that is asked of this applicant, with what lies in it. Fits `describeSlot` and `checkSlotFile`. */
export const MatterSlot = Type.Object({
  id: Type.String(),
  name: Type.String(),
  help: Type.Optional(Type.String()),
  required: Type.Boolean(),
  accept: Type.Array(Accepted),
  maxBytes: Type.Integer(),
  maxFiles: Type.Integer(),
  /** There is a blank to download (…/slots/:slot/template). */
  hasTemplate: Type.Boolean(),
  /** …and also as the association's own Word paper (?as=docx). */
  hasWord: Type.Boolean(),
  /** The blank comes filled in from the form. */
  prefilled: Type.Boolean(),
  files: Type.Array(MatterDocument),
})
export type MatterSlot = Static<typeof MatterSlot>

export const StageText = Type.Object({ id: Type.String(), version: Type.Integer(), title: Type.String(), markdown: Type.String() })

/** One stage as both sides see it; what does not belong to its type is null. */
export const MatterStage = Type.Object({
  id: Type.String(),
  type: StageKindName,
  title: Type.String(),
  help: Nullable(Type.String()),
  /** Null: it may be opened now, else why not. */
  whyClosed: Nullable(Type.String()),
  done: Type.Boolean(),
  /** Number of remarks still to be answered. */
  remarks: Type.Integer(),
  /** form, documents: stands on one page with the stage before it. */
  samePage: Type.Optional(Type.Boolean()),
  /** agree: the texts to agree to now (or the versions agreed to), the main one first. */
  texts: Nullable(Type.Array(StageText)),
  agreedAt: Nullable(Time),
  form: Nullable(Form),
  slots: Nullable(Type.Array(MatterSlot)),
  /** documents: a sentence to tick before it may be handed in, and whether it is ticked for the papers that lie there. */
  confirm: Type.Optional(Type.Object({ text: Type.String(), done: Type.Boolean() })),
  /** review: whose it is. */
  review: Nullable(ReviewKind),
  /** review: who looks at it, as the association calls the role (the employer's or branch's own name), and how many working days it has. */
  reviewer: Nullable(Type.String()),
  within: Nullable(Type.Integer()),
})
export type MatterStage = Static<typeof MatterStage>

export const TimelineEvent = Type.Object({
  id: Uuid,
  at: Time,
  what: Type.Unsafe<MatterHappening>(Type.String({ enum: Object.keys(matterHappenings) })),
  /** 「会员部初审 · 退回补正」 */
  title: Type.String(),
  /** A member reads the role, never the name, of who reviewed. */
  who: Type.String(),
  message: Type.String(),
  remarks: Type.Array(Remark),
})
export type TimelineEvent = Static<typeof TimelineEvent>

/** One field of a change: what stands now and what is asked for, in words. `path` is the field's id, which `accepted` names. */
export const DiffRow = Type.Object({
  path: Type.String(),
  label: Type.String(),
  before: Type.String(),
  after: Type.String(),
  /** Null while nobody has chosen, or all were accepted. */
  accepted: Nullable(Type.Boolean()),
})
export type DiffRow = Static<typeof DiffRow>

const common = {
  id: Uuid,
  number: Type.String(),
  kind: Type.String(),
  kindName: Type.String(),
  /** What it does when it is approved: admission, change, leave, branch-join … */
  effect: Type.String(),
  /** The branch it is addressed to. */
  branchId: Nullable(Type.String()),
  branchName: Nullable(Type.String()),
  employerName: Nullable(Type.String()),
  /** A change: what stood before (field id → value; null for other kinds), and which fields were accepted (null: all, or not decided). */
  base: Nullable(Data),
  accepted: Nullable(Type.Array(Type.String())),
  /** 「入会申请 · 示例建设集团有限公司」 */
  title: Type.String(),
  state: State,
  /** Id of the stage it stands on. */
  stage: Type.String(),
  revision: Type.Integer(),
  memberId: Uuid,
  createdAt: Time,
  submittedAt: Nullable(Time),
  decidedAt: Nullable(Time),
  dueOn: Nullable(Day),
  stages: Type.Array(MatterStage),
  data: Data,
  /** The files that the form's photo and file fields name; their ids stand in `data`. */
  fieldFiles: Type.Array(SlotFile),
  /** What conditions may ask about besides the form. */
  facts: Data,
  /** Of a change, what differs from what stands now (when it was handed in); [] for other matters. */
  diff: Type.Array(DiffRow),
  /** Of the last return; [] when it was never returned. */
  remarks: Type.Array(Remark),
  /** The words of the last return, or the reason of the rejection. */
  message: Type.String(),
  timeline: Type.Array(TimelineEvent),
}

/** `can`: submit, save, recall (撤回修改), withdraw (取消申请). */
export const MatterForApplicant = Type.Object({
  ...common,
  savedAt: Time,
  /** Who has it now and since when; null when it is the applicant's turn or ended. */
  waiting: Nullable(
    Type.Object({
      stageTitle: Type.String(),
      reviewer: Type.String(),
      since: Time,
      dueOn: Nullable(Day),
      within: Nullable(Type.Integer()),
    }),
  ),
  can: Can,
})
export type MatterForApplicant = Static<typeof MatterForApplicant>

export const MatterCheck = Type.Object({
  label: Type.String(),
  state: Type.Unsafe<'ok' | 'warn' | 'bad'>(Type.String({ enum: ['ok', 'warn', 'bad'] })),
  message: Type.String(),
})
export type MatterCheck = Static<typeof MatterCheck>

/** What a stage kind (payment) shows the reviewer; `subject` is what it leads to, e.g. an order. */
export const StageSummary = Type.Object({
  stage: Type.String(),
  title: Type.String(),
  state: MatterCheck.properties.state,
  message: Type.String(),
  lines: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
  subject: Nullable(Type.Object({ kind: Type.String(), id: Uuid })),
})
export type StageSummary = Static<typeof StageSummary>

export const EarlierMatter = Type.Object({
  id: Uuid,
  number: Type.String(),
  title: Type.String(),
  state: State,
  submittedAt: Nullable(Time),
  decidedAt: Nullable(Time),
})

/** `can`: pass, return, reject; a sentence says why not. */
export const MatterForStaff = Type.Object({
  ...common,
  applicant: Type.Object({ accountId: Uuid, name: Type.String() }),
  subjectName: Type.String(),
  waitingSince: Nullable(Time),
  late: Type.Boolean(),
  /** The reviewer it comes back to after a correction. */
  reviewerName: Nullable(Type.String()),
  checks: Type.Array(MatterCheck),
  summaries: Type.Array(StageSummary),
  earlier: Type.Array(EarlierMatter),
  can: Can,
})
export type MatterForStaff = Static<typeof MatterForStaff>

/**
 * A matter as the unit that reviews it as employer reads it: this one alone, nothing else of the person.
 * `can`: pass, return, reject, takeBack (回退, until the next review has decided).
 */
export const MatterForReview = Type.Object({
  ...common,
  subjectName: Type.String(),
  waitingSince: Nullable(Time),
  late: Type.Boolean(),
  checks: Type.Array(MatterCheck),
  can: Can,
})
export type MatterForReview = Static<typeof MatterForReview>

export const ReviewRow = Type.Object({
  id: Uuid,
  number: Type.String(),
  kind: Type.String(),
  kindName: Type.String(),
  effect: Type.String(),
  memberId: Uuid,
  subjectName: Type.String(),
  state: State,
  stage: Type.String(),
  stageTitle: Type.String(),
  /** Send it back with a decision. */
  revision: Type.Integer(),
  submittedAt: Nullable(Time),
  waitingSince: Nullable(Time),
  dueOn: Nullable(Day),
  late: Type.Boolean(),
  corrected: Type.Boolean(),
  /** The unit passed it, the association has not decided yet. */
  passed: Type.Boolean(),
})
export type ReviewRow = Static<typeof ReviewRow>

export const MyMatter = Type.Object({
  id: Uuid,
  number: Type.String(),
  kind: Type.String(),
  kindName: Type.String(),
  effect: Type.String(),
  branchName: Nullable(Type.String()),
  stageType: StageKindName,
  /** submitted: whose review it lies at, and who has it (a role, a branch, the employer's name). */
  review: Nullable(ReviewKind),
  reviewer: Nullable(Type.String()),
  waitingSince: Nullable(Time),
  /** draft: the review that was passed before it became the applicant's turn again (资料审核); null at the first turn. */
  passedReview: Nullable(Type.String()),
  title: Type.String(),
  state: State,
  stage: Type.String(),
  stageTitle: Type.String(),
  /** It is the applicant's turn. */
  mine: Type.Boolean(),
  message: Type.String(),
  createdAt: Time,
  updatedAt: Time,
  submittedAt: Nullable(Time),
  decidedAt: Nullable(Time),
})
export type MyMatter = Static<typeof MyMatter>

/** A kind of matter a member may begin; `openId` leads to the one already under way. */
export const OfferedKind = Type.Object({
  kind: Type.String(),
  name: Type.String(),
  description: Type.String(),
  steps: Type.Array(Type.String()),
  whyNot: Nullable(Type.String()),
  openId: Nullable(Uuid),
  effect: Type.String(),
  /** Begun for one branch at a time: which, each with its own answer. Null: for the association. */
  branches: Nullable(
    Type.Array(Type.Object({ id: Type.String(), name: Type.String(), whyNot: Nullable(Type.String()), openId: Nullable(Uuid) })),
  ),
  /** Expected of this member until that day, and not done yet. */
  expectedUntil: Nullable(Day),
  /** Approved once; with `whyNot` it is only to be read from now on. */
  doneId: Nullable(Uuid),
})
export type OfferedKind = Static<typeof OfferedKind>

export const StaffMatterRow = Type.Object({
  id: Uuid,
  number: Type.String(),
  kind: Type.String(),
  kindName: Type.String(),
  subjectName: Type.String(),
  state: State,
  stage: Type.String(),
  stageTitle: Type.String(),
  submittedAt: Nullable(Time),
  /** Since when this stage has it. */
  waitingSince: Nullable(Time),
  /** Working days it has waited. */
  ageDays: Type.Integer(),
  dueOn: Nullable(Day),
  late: Type.Boolean(),
  /** It came back after a correction. */
  corrected: Type.Boolean(),
  reviewerName: Nullable(Type.String()),
  /** As it was listed: send it back with a decision. */
  revision: Type.Integer(),
  branchId: Nullable(Type.String()),
  branchName: Nullable(Type.String()),
  employerName: Nullable(Type.String()),
  review: Nullable(ReviewKind),
})
export type StaffMatterRow = Static<typeof StaffMatterRow>

/** One decision or return, newest first. */
export const DoneRow = Type.Object({
  id: Uuid,
  matterId: Uuid,
  number: Type.String(),
  kindName: Type.String(),
  subjectName: Type.String(),
  what: Type.Unsafe<'passed' | 'returned' | 'rejected'>(Type.String({ enum: ['passed', 'returned', 'rejected'] })),
  stageTitle: Type.String(),
  at: Time,
  who: Type.String(),
  message: Type.String(),
  /** What became of the matter since. */
  state: State,
})
export type DoneRow = Static<typeof DoneRow>

/** Two texts for one field: both are shown, one is chosen. */
export interface DraftConflict {
  path: string
  label: string
  mine: unknown
  theirs: unknown
}
/** `detail` of a `draft-conflict`: what did not clash is saved all the same. */
export interface DraftConflictDetail {
  conflicts: DraftConflict[]
  revision: number
  savedAt: string
  values: Record<string, unknown>
  elsewhere: Record<string, unknown>
}
/** `detail` of a `conflict` when deciding. */
export interface DecisionConflictDetail {
  state: MatterState
  who: string
  what: string
  at: string
}

const keyset = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
}
const filters = {
  kind: Type.Optional(Type.String()),
  stage: Type.Optional(Type.String()),
  branch: Type.Optional(Type.String({ maxLength: 40 })),
  q: Type.Optional(Type.String({ maxLength: 60 })),
}
/** `path` is a field's path, or a document slot's id with `place: document`. */
const RemarksMade = Type.Array(
  Type.Object({
    stage: Type.String(),
    place: Remark.properties.place,
    path: Type.String({ maxLength: 130 }),
    text: Type.String({ minLength: 1, maxLength: 300 }),
  }),
  { maxItems: 100 },
)
const Slot = Type.Object({ id: Uuid, slot: Type.String({ maxLength: 40 }) })
const FileOf = Type.Object({ id: Uuid, fileId: Uuid })
const Width = Type.Object({ width: Type.Optional(Type.Integer({ minimum: 60, maximum: 800 })) })
const viewable = [
  'application/pdf',
  'image/jpeg',
  'image/webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
] as const
/** What the reviewer looked at: a matter that moved on since is a conflict. */
const Seen = { stage: Type.String(), revision: Type.Integer() }

export const matterEndpoints = endpoints({
  'GET /portal/matters': {
    summary: '我的事项',
    who: 'member',
    reply: Type.Object({ rows: Type.Array(MyMatter), offered: Type.Array(OfferedKind) }),
  },
  'POST /portal/matters': {
    summary: '发起事项（重复点击只发起一次）',
    who: 'member',
    body: Type.Object({ kind: Type.String({ maxLength: 40 }), branch: Type.Optional(Type.String({ maxLength: 40 })) }),
    reply: ById,
    errors: ['not-ready'],
  },
  'GET /portal/matters/:id': { summary: '一个事项：填写、材料、进度', who: 'member', params: ById, reply: MatterForApplicant },
  'PUT /portal/matters/:id/stage': {
    summary: '到某一步（换设备回来仍在这一步）',
    who: 'member',
    params: ById,
    body: Type.Object({ stage: Type.String() }),
    reply: Done,
    errors: ['not-ready'],
  },
  'POST /portal/matters/:id/agree': {
    summary: '同意章程等文本，留存版本',
    who: 'member',
    params: ById,
    body: Type.Object({
      stage: Type.String(),
      /** Text id → the version that was shown; all texts of the stage. */
      versions: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
    }),
    reply: Done,
    errors: ['conflict'],
  },
  'POST /portal/matters/:id/confirm': {
    summary: '确认材料已打印盖章并上传',
    who: 'member',
    params: ById,
    body: Type.Object({ stage: Type.String() }),
    reply: Done,
    errors: ['input-invalid'],
  },
  'PATCH /portal/matters/:id/draft': {
    summary: '保存填写的内容（逐项合并）',
    who: 'member',
    params: ById,
    body: Type.Object({
      /** The revision the screen last knew. */
      base: Type.Integer({ minimum: 1 }),
      /** Random, per open page: a page never clashes with itself. */
      device: Type.String({ minLength: 8, maxLength: 40 }),
      /** `name`, `contacts` (all rows) or `contacts.0.mobile` → value. */
      changes: Type.Record(Type.String({ maxLength: 130 }), Type.Unknown()),
    }),
    /** `elsewhere`: path → what other open pages have put there since `base`, so that it is never overwritten unseen. */
    reply: Type.Object({ revision: Type.Integer(), savedAt: Time, values: Data, elsewhere: Data }),
    errors: ['draft-conflict'],
  },
  'POST /portal/matters/:id/documents/:slot': {
    summary: '上传材料（按内容检查；图片自动摆正）',
    who: 'member',
    params: Slot,
    query: Type.Object({ replaces: Type.Optional(Uuid) }),
    upload: true,
    reply: MatterSlot,
    errors: ['wrong-file', 'too-large'],
  },
  'PUT /portal/matters/:id/documents/:slot/order': {
    summary: '调整图片顺序',
    who: 'member',
    params: Slot,
    body: Type.Object({ ids: Type.Array(Uuid, { maxItems: 30 }) }),
    reply: MatterSlot,
    errors: ['conflict'],
  },
  'DELETE /portal/matters/:id/documents/:slot/:documentId': {
    summary: '移除材料',
    who: 'member',
    params: Type.Object({ ...Slot.properties, documentId: Uuid }),
    reply: MatterSlot,
  },
  'POST /portal/matters/:id/fields/:field': {
    summary: '上传表单里的照片或文件（如 photo、grades.scan）',
    who: 'member',
    params: Type.Object({ id: Uuid, field: Type.String({ maxLength: 90 }) }),
    upload: true,
    reply: SlotFile,
    errors: ['wrong-file', 'too-large'],
  },
  'GET /portal/matters/:id/files/:fileId': { summary: '查看上传的文件', who: 'member', params: FileOf, query: Width, file: viewable },
  'GET /portal/matters/:id/slots/:slot/paper': { summary: '一项材料（多张图片合成的 PDF）', who: 'member', params: Slot, file: viewable },
  'GET /portal/matters/:id/slots/:slot/template': {
    summary: '材料模板（已预填），PDF 或 Word',
    who: 'member',
    params: Slot,
    query: Type.Object({ as: Type.Optional(Type.Unsafe<'pdf' | 'docx'>(Type.String({ enum: ['pdf', 'docx'] }))) }),
    file: ['application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  },
  'GET /portal/matters/:id/problems': {
    summary: '提交前的全部检查',
    who: 'member',
    params: ById,
    reply: Type.Object({ problems: Type.Array(MatterProblem) }),
  },
  'POST /portal/matters/:id/submit': {
    summary: '提交',
    who: 'member',
    params: ById,
    body: Type.Object({
      /** What the applicant says about remarks that changed nothing. */
      reply: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    reply: Done,
    errors: ['not-ready', 'already-done'],
  },
  'POST /portal/matters/:id/withdraw': {
    summary: '撤回修改，或取消申请',
    who: 'member',
    params: ById,
    body: Type.Object({
      to: Type.Unsafe<'edit' | 'end'>(Type.String({ enum: ['edit', 'end'] })),
      reason: Type.Optional(Type.String({ maxLength: 200 })),
    }),
    reply: Done,
    errors: ['conflict'],
  },

  'GET /portal/reviews': {
    summary: '待审核人员：等本单位审核的，和已推荐、协会尚未办结的',
    who: 'member',
    query: Type.Object({
      ...keyset,
      scope: Type.Optional(Type.Unsafe<'waiting' | 'passed'>(Type.String({ enum: ['waiting', 'passed'], default: 'waiting' }))),
      q: filters.q,
    }),
    /** `waiting`: how many wait for this unit in all. */
    reply: Type.Object({ ...Page(ReviewRow).properties, waiting: Type.Integer() }),
  },
  'GET /portal/reviews/:id': { summary: '本单位审核的一个事项', who: 'member', params: ById, reply: MatterForReview },
  'POST /portal/reviews/:id/pass': {
    summary: '推荐（所在单位审核通过）',
    who: 'member',
    params: ById,
    body: Type.Object({ ...Seen, message: Type.Optional(Type.String({ maxLength: 500 })) }),
    reply: Done,
    errors: ['conflict', 'not-ready'],
  },
  'POST /portal/reviews/:id/return': {
    summary: '退回本人修改',
    who: 'member',
    params: ById,
    body: Type.Object({ ...Seen, message: Type.String({ maxLength: 500 }), remarks: RemarksMade }),
    reply: Done,
    errors: ['conflict'],
  },
  'POST /portal/reviews/:id/reject': {
    summary: '不予推荐（须写明理由）',
    who: 'member',
    params: ById,
    body: Type.Object({ ...Seen, reason: Type.String({ minLength: 2, maxLength: 500 }) }),
    reply: Done,
    errors: ['conflict'],
  },
  'POST /portal/reviews/:id/take-back': {
    summary: '回退：收回推荐，下一环节审核之前',
    who: 'member',
    params: ById,
    body: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 200 })) }),
    reply: Done,
    errors: ['conflict'],
  },

  'GET /console/matters/to-do': {
    summary: '待办事项',
    who: { staff: 'matters.read' },
    query: Type.Object({
      ...filters,
      ...keyset,
      /** mine: waits for me (my role, or I returned it); all: everything under review. */
      scope: Type.Optional(Type.Unsafe<'mine' | 'all'>(Type.String({ enum: ['mine', 'all'], default: 'mine' }))),
      age: Type.Optional(Type.Unsafe<'late' | 'today' | 'week'>(Type.String({ enum: ['late', 'today', 'week'] }))),
    }),
    reply: Page(StaffMatterRow),
  },
  'GET /console/matters/counts': {
    summary: '待办数量与可筛选的类型',
    who: { staff: 'matters.read' },
    reply: Type.Object({
      waiting: Type.Integer(),
      late: Type.Integer(),
      kinds: Type.Array(
        Type.Object({
          kind: Type.String(),
          name: Type.String(),
          stages: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
        }),
      ),
      /** Those the reader works for; [] where there are none, or one. */
      branches: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    }),
  },
  'GET /console/matters/done': {
    summary: '已办事项',
    who: { staff: 'matters.read' },
    query: Type.Object({
      ...filters,
      ...keyset,
      scope: Type.Optional(Type.Unsafe<'mine' | 'all'>(Type.String({ enum: ['mine', 'all'], default: 'mine' }))),
      what: Type.Optional(Type.Unsafe<'passed' | 'returned' | 'rejected'>(Type.String({ enum: ['passed', 'returned', 'rejected'] }))),
    }),
    reply: Page(DoneRow),
  },
  'GET /console/matters/:id': {
    summary: '一个事项：表单、材料、检查、进度',
    who: { staff: 'matters.read' },
    params: ById,
    reply: MatterForStaff,
  },
  'GET /console/matters/:id/files/:fileId': {
    summary: '查看材料',
    who: { staff: 'matters.read' },
    params: FileOf,
    query: Width,
    file: viewable,
  },
  'GET /console/matters/:id/slots/:slot/paper': {
    summary: '一项材料（多张图片合成的 PDF）',
    who: { staff: 'matters.read' },
    params: Slot,
    file: viewable,
  },
  'POST /console/matters/:id/pass': {
    summary: '通过',
    who: { staff: 'matters.decide' },
    params: ById,
    body: Type.Object({
      ...Seen,
      message: Type.Optional(Type.String({ maxLength: 500 })),
      /** Of a change, the fields (DiffRow.path) that are accepted; left out: all. None is a rejection, with `message` its reason. */
      accepted: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 200 })),
    }),
    reply: Done,
    errors: ['conflict', 'not-ready'],
  },
  'POST /console/matters/:id/return': {
    summary: '退回补正',
    who: { staff: 'matters.decide' },
    params: ById,
    body: Type.Object({
      ...Seen,
      message: Type.String({ maxLength: 500 }),
      remarks: RemarksMade,
    }),
    reply: Done,
    errors: ['conflict'],
  },
  'POST /console/matters/:id/reject': {
    summary: '不予通过（须写明理由）',
    who: { staff: 'matters.decide' },
    params: ById,
    body: Type.Object({ ...Seen, reason: Type.String({ minLength: 2, maxLength: 500 }) }),
    reply: Done,
    errors: ['conflict'],
  },
  'POST /console/matters/decide-many': {
    summary: '一并审核多件（每件单独办理，逐件告知结果）',
    who: { staff: 'matters.decide' },
    body: Type.Object({
      act: Type.Unsafe<'pass' | 'return' | 'reject'>(Type.String({ enum: ['pass', 'return', 'reject'] })),
      items: Type.Array(Type.Object({ id: Uuid, ...Seen }), { minItems: 1, maxItems: 50 }),
      /** return: what to put right, reject: the reason; the applicants read it. */
      message: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    /** In the order asked; `message` says why one was not done, '' where it was. */
    reply: Type.Object({ results: Type.Array(Type.Object({ id: Uuid, ok: Type.Boolean(), message: Type.String() })) }),
  },
})
