import type { Branch, Level } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'

/** 分会 / 分支机构 of the association, in the preset's order. Those it no longer has are only found in what was. */
export const openBranches = (ctx: Context): readonly Branch[] => ctx.association.settings.branches ?? []

export const branchById = (ctx: Context, id: string | null): Branch | undefined => openBranches(ctx).find((branch) => branch.id === id)

/** A branch the association no longer has shows its id. */
export const branchName = (ctx: Context, id: string): string => branchById(ctx, id)?.name ?? id

export const levelOfBranch = (ctx: Context, branch: string, level: string | null): Level | undefined =>
  branchById(ctx, branch)?.levels.find((one) => one.id === level)
