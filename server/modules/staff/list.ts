import { sql } from 'kysely'
import type { StaffRow } from '../../../contract/staff.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'

interface Row {
  id: string
  name: string
  mobile: string | null
  state: 'active' | 'disabled'
  activated: boolean
  roles: StaffRow['roles']
  seen_at: Date | null
}

/** All staff: those in office first, then by name. An association has dozens, not thousands. */
export async function listStaff(ctx: StaffContext): Promise<StaffRow[]> {
  authorize(ctx, 'staff.manage')
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`
      select a.id, a.name, s.state, a.password_hash is not null as activated,
        (select i.value from account_identifiers i where (i.association_id, i.account_id) = (a.association_id, a.id) and i.kind = 'mobile' limit 1) as mobile,
        (select max(n.seen_at) from sessions n where (n.association_id, n.account_id) = (a.association_id, a.id)) as seen_at,
        coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name,
            'branch', case when b.id is not null then jsonb_build_object('id', b.id, 'name', b.name) end) order by b.position nulls first, r.name) from staff_roles x
          join roles r on (r.association_id, r.id) = (x.association_id, x.role_id)
          left join branches b on (b.association_id, b.id) = (x.association_id, x.branch_id)
          where (x.association_id, x.account_id) = (s.association_id, s.account_id)), '[]') as roles
      from staff s join accounts a on (a.association_id, a.id) = (s.association_id, s.account_id)
      where s.association_id = ${ctx.association.id}
      order by s.state, a.name, a.id`.execute(tx),
  )
  return rows.map(({ seen_at, ...row }) => ({ ...row, lastSeenAt: seen_at?.toISOString() ?? null, can: canOf(ctx, row) }))
}

function canOf(ctx: StaffContext, row: Pick<Row, 'id' | 'state'>): StaffRow['can'] {
  const self = row.id === ctx.account.id
  const active = row.state === 'active'
  return {
    edit: null,
    disable: self ? '不能停用自己' : active ? null : '已经停用',
    enable: active ? '没有停用' : null,
    invite: self ? '请用“修改密码”更换自己的密码' : active ? null : '已经停用，请先恢复',
  }
}
