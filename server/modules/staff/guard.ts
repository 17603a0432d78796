import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { lockAssociation } from '../associations/index.ts'

/** One change of staff or roles at a time: two administrators must not take each other's rights at the same moment. */
export async function lockStaff(tx: Tx, ctx: Context): Promise<void> {
  await lockAssociation(tx, ctx)
}

/** After a change: refuses it when nobody would be left who manages staff. */
export async function keepManager(tx: Tx, ctx: Context): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select s.account_id as id from staff s
    join accounts a on (a.association_id, a.id) = (s.association_id, s.account_id)
    join staff_roles x on (x.association_id, x.account_id) = (s.association_id, s.account_id)
    join roles r on (r.association_id, r.id) = (x.association_id, x.role_id)
    where s.association_id = ${ctx.association.id} and s.state = 'active' and a.state = 'active' and 'staff.manage' = any(r.permissions)
      -- In a branch nobody manages staff.
      and x.branch_id is null limit 1`.execute(tx)
  if (rows.length === 0) throw new Refusal('not-allowed', '至少要有一位在岗的工作人员可以管理工作人员与角色')
}
