import type { ClientBase, Pool } from 'pg'

/** The first fields of a matter's form that take any words, by id. */
export async function textFields(db: ClientBase | Pool, matterId: string, count: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select field->>'id' as id from matters m join matter_kinds k on (k.association_id, k.kind, k.version) = (m.association_id, m.kind, m.kind_version),
       jsonb_path_query(k.definition, '$.stages[*] ? (@.type == "form")') step,
       jsonb_path_query(k.definition->'forms'->(step->>'form'), '$.sections[*].fields[*]') field
     where m.id = $1 and field->>'type' in ('text', 'textarea') and field->'when' is null limit $2`,
    [matterId, count],
  )
  if (rows.length < count) throw new Error(`the form has ${rows.length} text fields, ${count} are needed`)
  return rows.map(({ id }) => id)
}
