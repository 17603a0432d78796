import type { Permission } from '../../contract/permissions.ts'
import type { Context, StaffContext } from './context.ts'
import { Refusal } from './errors.ts'

/** The first line of a staff verb. Platform and system act on the association's own behalf and may. */
export function authorize(ctx: Context, permission: Permission): void {
  if (ctx.kind === 'platform' || ctx.kind === 'system') return
  if (ctx.kind === 'staff' && ctx.permissions.has(permission)) return
  throw new Refusal('not-allowed')
}

/** Same question, for the screen: null when allowed, else the reason a button shows. */
export function whyNot(ctx: StaffContext, permission: Permission): string | null {
  return ctx.permissions.has(permission) ? null : '您的角色没有这项权限'
}
