import type { FormData } from '../../../contract/forms/index.ts'
import type { PeopleResults, Person, PersonDetail } from '../../../contract/people.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { correctMatter, decideMatter, openMatterFor, takeBack, withdrawMatter } from '../matters/index.ts'
import { ownPerson, personDetail, requireUnit } from './list.ts'
import { canOf, presentPerson } from './present.ts'
import { correctable, rulesOf } from './settings.ts'
import { findPerson, type PersonRow } from './store.ts'

type Act = 'recommend' | 'correct' | 'return' | 'refuse' | 'takeBack' | 'renew'

/** Each person by itself, so that one refusal keeps nobody else back; what became of each, in the order asked. */
async function withEach(
  ctx: MemberContext,
  ids: readonly string[],
  act: Act,
  one: (person: PersonRow) => Promise<void>,
): Promise<PeopleResults> {
  await inTx(ctx, (tx, ctx) => requireUnit(tx, ctx))
  const results: PeopleResults['results'] = []
  for (const id of ids) {
    const person = await inTx(ctx, (tx, ctx) => findPerson(tx, ctx, id, ctx.memberId))
    results.push({
      id,
      name: person?.name ?? '',
      why: person ? await whyFailed(ctx, person, act, one) : '不是本单位的人员，或已不在列表中',
    })
  }
  return { results }
}

async function whyFailed(
  ctx: MemberContext,
  person: PersonRow,
  act: Act,
  one: (person: PersonRow) => Promise<void>,
): Promise<string | null> {
  const why = canOf(ctx, person)[act] ?? null
  if (why !== null) return why
  try {
    await one(person)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

/** The matter as the unit saw it; gone meanwhile, the decision is a conflict. */
const seen = ({ matterId, matterStage, matterRevision }: PersonRow) => ({
  id: found(matterId),
  stage: matterStage ?? '',
  revision: matterRevision ?? 0,
})

/** 批量推荐 (GSJL-07): the unit passes what its people handed in. */
export const recommend = (ctx: MemberContext, ids: readonly string[]): Promise<PeopleResults> =>
  withEach(ctx, ids, 'recommend', (person) => decideMatter(ctx, { act: 'pass', ...seen(person) }))

/** 推荐续期 (GSJL-08): begins a renewal for each whose time is over. */
export async function renew(ctx: MemberContext, ids: readonly string[]): Promise<PeopleResults> {
  const { renewal } = rulesOf(ctx)
  if (!renewal) throw new Refusal('not-ready', '本协会没有推荐续期')
  return withEach(ctx, ids, 'renew', async (person) => {
    await openMatterFor(ctx, { kind: renewal, personId: person.id })
  })
}

/** 回退: a recommendation is taken back while the association has not decided. */
export const takeBackPeople = (ctx: MemberContext, ids: readonly string[]): Promise<PeopleResults> =>
  withEach(ctx, ids, 'takeBack', (person) =>
    person.state === 'renewing'
      ? withdrawMatter(ctx, { id: found(person.matterId), to: 'end', reason: '单位回退推荐' })
      : takeBack(ctx, { id: found(person.matterId) }),
  )

/** One of the unit's people for whom this may be done now; else the sentence that its button shows. */
async function allowed(ctx: MemberContext, id: string, act: Act): Promise<PersonRow> {
  const person = await inTx(ctx, (tx, ctx) => ownPerson(tx, ctx, id))
  const why = canOf(ctx, person)[act] ?? null
  if (why !== null) throw new Refusal('not-ready', why)
  return person
}

/** Corrects what the person handed in, while it lies at the unit (GSJL-10). */
export async function correctPerson(ctx: MemberContext, id: string, change: { revision: number; data: FormData }): Promise<PersonDetail> {
  const person = await allowed(ctx, id, 'correct')
  await correctMatter(ctx, { id: found(person.matterId), ...change, fields: correctable(ctx) })
  return personDetail(ctx, id)
}

/** 退回修改: back to the person, who hands it in again. */
export async function returnPerson(ctx: MemberContext, id: string, reason: string): Promise<Person> {
  const person = await allowed(ctx, id, 'return')
  await decideMatter(ctx, { act: 'return', ...seen(person), message: reason, remarks: [] })
  return inTx(ctx, async (tx, ctx) => presentPerson(tx, ctx, await ownPerson(tx, ctx, id)))
}

/** 不推荐: the application ends here, with the unit's reason. */
export async function refusePerson(ctx: MemberContext, id: string, reason: string): Promise<{ name: string }> {
  const person = await allowed(ctx, id, 'refuse')
  await decideMatter(ctx, { act: 'reject', ...seen(person), reason })
  return { name: person.name }
}
