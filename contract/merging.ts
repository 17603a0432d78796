import { type Static, Type } from 'typebox'
import { ById, Nullable, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'

/** Another record that may be the same unit or person, and what speaks for it. */
export const Lookalike = Type.Object({
  id: Uuid,
  name: Type.String(),
  number: Nullable(Type.String()),
  creditCode: Nullable(Type.String()),
  standing: Nullable(Type.String()),
  /** 统一社会信用代码相同 · 名称相近 · 联系人手机号相同 */
  why: Type.Array(Type.String()),
})
export type Lookalike = Static<typeof Lookalike>

/** A field in which the two differ; which value stays is chosen one by one. */
export const MergeField = Type.Object({ id: Type.String(), label: Type.String(), kept: Type.String(), gone: Type.String() })
export type MergeField = Static<typeof MergeField>

const Brief = Type.Object({ id: Uuid, name: Type.String(), number: Nullable(Type.String()), creditCode: Nullable(Type.String()) })
/** What a merge would do; with obstacles it can't be done yet. */
export const MergePreview = Type.Object({
  kept: Brief,
  gone: Brief,
  fields: Type.Array(MergeField),
  moves: Type.Array(Type.Object({ label: Type.String(), count: Type.Integer() })),
  obstacles: Type.Array(Type.String()),
})
export type MergePreview = Static<typeof MergePreview>

export const MergeRow = Type.Object({
  id: Uuid,
  goneId: Uuid,
  goneName: Type.String(),
  goneNumber: Nullable(Type.String()),
  reason: Type.String(),
  mergedAt: Time,
  mergedBy: Type.String(),
  undoneAt: Nullable(Time),
  /** Null: it can be undone; else why not. */
  whyNotUndone: Nullable(Type.String()),
})
export type MergeRow = Static<typeof MergeRow>

const edit = { staff: 'members.edit' } as const

export const mergingEndpoints = endpoints({
  'GET /console/members/:id/lookalikes': {
    summary: '可能重复的会员与申请单位',
    who: edit,
    params: ById,
    reply: Type.Object({ rows: Type.Array(Lookalike), merges: Type.Array(MergeRow) }),
  },
  'GET /console/members/:id/merge/:goneId': {
    summary: '合并预览：会移动什么、哪些内容不同、有什么障碍',
    who: edit,
    params: Type.Object({ id: Uuid, goneId: Uuid }),
    reply: MergePreview,
    errors: ['not-found'],
  },
  'POST /console/members/:id/merge': {
    summary: '把另一条记录并入本会员，30 天内可以撤销',
    who: edit,
    params: ById,
    body: Type.Object({
      goneId: Uuid,
      /** Ids of the fields whose value comes from the record that goes. */
      take: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 200 }),
      reason: Type.String({ minLength: 2, maxLength: 300 }),
    }),
    reply: ById,
    errors: ['not-ready', 'conflict', 'not-found'],
  },
  'POST /console/merges/:id/undo': {
    summary: '撤销合并',
    who: edit,
    params: ById,
    reply: ById,
    errors: ['not-ready', 'already-done', 'not-found', 'conflict'],
  },
})
