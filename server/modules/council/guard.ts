import type { Permission } from '../../../contract/permissions.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'

/** The council is the whole association's: who works in branches only has nothing to do with it. */
export function mayCouncil(ctx: StaffContext, permission: Permission): void {
  authorize(ctx, permission)
  if (ctx.branches !== null) throw new Refusal('not-allowed')
}
