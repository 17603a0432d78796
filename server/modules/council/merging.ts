import { sql } from 'kysely'

/** When two records of a member become one, what was asked of it goes along; asked of both, the kept one's stays. */
export const councilRows = {
  tables: [
    {
      table: 'paper_asks',
      label: '应交资料',
      stays: (keptId: string) =>
        sql<boolean>`exists (select 1 from paper_asks k where k.association_id = r.association_id and k.member_id = ${keptId} and k.request_id = r.request_id)`,
    },
  ],
}
