import type { PresetText } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** A text as it stands published: agreed to by its `version`. `body` is Markdown. */
export interface PublishedText {
  id: string
  version: number
  title: string
  body: string
  publishedAt: Date
}

/** Serialises what may not happen twice at once in an association; answers the hash of the preset it was last made from. */
export async function lockAssociation(tx: Tx, ctx: Context): Promise<string> {
  const row = await tx
    .selectFrom('associations')
    .select('preset_hash')
    .where('id', '=', ctx.association.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return row.preset_hash
}

const columns = ['id', 'version', 'title', 'body', 'published_at as publishedAt'] as const

/** The newest version of a text, e.g. `charter`; undefined when the association has none of that name. */
export async function currentText(tx: Tx, ctx: Context, id: string): Promise<PublishedText | undefined> {
  return tx
    .selectFrom('texts')
    .select(columns)
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The version that somebody agreed to, however old. */
export async function textVersion(tx: Tx, ctx: Context, id: string, version: number): Promise<PublishedText | undefined> {
  return tx
    .selectFrom('texts')
    .select(columns)
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** Id and title of the newest version of each of `ids`, in their order. */
export async function listTexts(tx: Tx, ctx: Context, ids: readonly string[]): Promise<{ id: string; title: string }[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('texts')
    .distinctOn('id')
    .select(['id', 'title'])
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .orderBy('version', 'desc')
    .execute()
  return ids.flatMap((id) => rows.filter((row) => row.id === id))
}

/** A text whose words changed gets its next version; the old ones stay, people agreed to them. Answers `id@version` of the new ones. */
export async function publishTexts(tx: Tx, ctx: Context, texts: readonly PresetText[]): Promise<string[]> {
  const published: string[] = []
  for (const { id, title, body } of texts) {
    const current = await currentText(tx, ctx, id)
    if (current?.title === title && current.body === body) continue
    const version = (current?.version ?? 0) + 1
    await tx
      .insertInto('texts')
      .values({ association_id: ctx.association.id, id, version, title, body, published_at: ctx.kernel.clock.now() })
      .execute()
    published.push(`${id}@${version}`)
  }
  return published
}
