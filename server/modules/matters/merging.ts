import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** When two records of a member become one: its matters move; two open ones of a kind stand in the way. */
export const matterRows = {
  tables: [
    { table: 'matters', label: '事项' },
    { table: 'matters', column: 'employer_id' },
  ],
  async obstacles(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<string[]> {
    const { rows } = await sql<{ title: string; mine: string; theirs: string }>`
      select g.title, k.number as mine, g.number as theirs from matters g join matters k
        on k.association_id = g.association_id and k.kind = g.kind and k.branch_id is not distinct from g.branch_id
      where g.association_id = ${ctx.association.id} and g.member_id = ${goneId} and k.member_id = ${keptId}
        and g.state in ('draft', 'submitted', 'returned') and k.state in ('draft', 'submitted', 'returned')`.execute(tx)
    return rows.map(({ title, mine, theirs }) => `两边都有正在办理的“${title}”（${mine}、${theirs}），请先办结或取消其中一件`)
  },
}
