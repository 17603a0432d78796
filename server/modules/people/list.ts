import type { PeopleTabs, Person, PersonDetail } from '../../../contract/people.ts'
import type { PersonState } from '../../../contract/people-words.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { fileOfMember, loadMatter } from '../matters/index.ts'
import { memberById, memberStanding } from '../members/index.ts'
import { readKey, writeKey } from './page-key.ts'
import { canOf, presentPerson } from './present.ts'
import { masked, recordOf } from './record.ts'
import { correctable, inOrder, rulesOf, stateName } from './settings.ts'
import { countPeople, findPeople, findPerson, type PersonRow } from './store.ts'

/** The unit one acts for, while it is a member: nobody else has people here. */
export async function requireUnit(tx: Tx, ctx: MemberContext): Promise<{ id: string; name: string }> {
  rulesOf(ctx)
  const unit = await memberById(tx, ctx, ctx.memberId)
  if (unit.kind !== 'unit') throw new Refusal('not-found', '这里由单位办理')
  if ((await memberStanding(tx, ctx, unit)).standing !== 'current') throw new Refusal('not-found', '单位入会后可以在这里办理个人会员')
  return { id: unit.id, name: unit.name }
}

/** GSJL-06: the unit's people in one state, who came last first. */
export async function listPeople(
  ctx: MemberContext,
  query: { state: PersonState; q?: string; after?: string; limit?: number },
): Promise<{ rows: Person[]; next: string | null }> {
  return inTx(ctx, async (tx, ctx) => {
    const unit = await requireUnit(tx, ctx)
    const limit = query.limit ?? 20
    const rows = await findPeople(tx, ctx, { ...query, unitId: unit.id, after: readKey(query.after), limit: limit + 1 })
    const page = rows.slice(0, limit)
    const people: Person[] = []
    for (const row of page) people.push(await presentPerson(tx, ctx, row))
    return { rows: people, next: nextOf(rows, limit) }
  })
}

/** The key of the page behind this one; null when it was the last. */
export function nextOf(rows: readonly PersonRow[], limit: number): string | null {
  const last = rows[limit - 1]
  return rows.length > limit && last ? writeKey({ since: last.sinceKey, id: last.id }) : null
}

export async function peopleTabs(ctx: MemberContext): Promise<PeopleTabs> {
  return inTx(ctx, async (tx, ctx) => tabsOf(tx, ctx, (await requireUnit(tx, ctx)).id))
}

/** The states in their order, in the association's words, with how many stand in each. */
export async function tabsOf(tx: Tx, ctx: Parameters<typeof countPeople>[1], unitId?: string): Promise<PeopleTabs> {
  const counts = await countPeople(tx, ctx, { unitId })
  return {
    tabs: inOrder.map((state) => ({ state, name: stateName(ctx, state), count: counts.get(state) ?? 0 })),
    rosterTitle: rulesOf(ctx).roster.title,
  }
}

/** One of the unit's people, or "not found": whose it is is not told. */
export async function ownPerson(tx: Tx, ctx: MemberContext, personId: string): Promise<PersonRow> {
  const unit = await requireUnit(tx, ctx)
  return found(await findPerson(tx, ctx, personId, unit.id))
}

export async function personDetail(ctx: MemberContext, personId: string): Promise<PersonDetail> {
  return inTx(ctx, async (tx, ctx) => {
    const row = await ownPerson(tx, ctx, personId)
    const record = await recordOf(tx, ctx, row)
    const open = row.state === 'submitted' || row.state === 'recommended'
    return {
      ...(await presentPerson(tx, ctx, row, record)),
      stateName: stateName(ctx, row.state),
      matterId: row.matterId,
      matterNumber: row.matterId === null ? null : (await loadMatter(tx, ctx, row.matterId)).number,
      revision: row.matterRevision,
      corrects: canOf(ctx, row).correct === null ? [...correctable(ctx)] : [],
      form: record.form,
      // What has to be checked must be read; what was decided need only be recognised.
      data: open ? record.data : masked(record.form, record.data),
    }
  })
}

export async function readPhoto(ctx: MemberContext, personId: string): Promise<FileReply> {
  const file = await inTx(ctx, async (tx, ctx) => {
    const { photoId } = await recordOf(tx, ctx, await ownPerson(tx, ctx, personId))
    return fileOfMember(tx, ctx, personId, found(photoId ?? undefined))
  })
  return { bytes: await ctx.kernel.files.get(file.key), mediaType: file.mediaType, name: file.name, inline: true }
}
