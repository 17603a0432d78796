import type { MatterKindFile } from '../../contract/preset/matters.ts'
import type { StaffContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { applicant, installTrial, kindFile } from '../modules/matters/testing/kind.ts'
import { handedIn, pass } from '../modules/matters/testing/story.ts'
import type { World } from './world.ts'

export const body = 'meeting-body'

/** The trial kind with a meeting as its last review, a body that holds it, and who keeps its minutes. */
export async function installMeetingKind(world: World): Promise<void> {
  const stages = kindFile.stages.map((stage) =>
    stage.id === 'second' && stage.type === 'review' ? { ...stage, name: '示例办公会', review: 'meeting' as const, by: body } : stage,
  )
  const kind: MatterKindFile = { ...kindFile, stages }
  await installTrial(world, kind)
  await inTx(world.contexts.system(), (tx) =>
    tx
      .insertInto('roles')
      .values({ association_id: world.association.id, id: body, name: '示例办公会', permissions: ['matters.read', 'matters.decide'] })
      .execute(),
  )
}

/** A secretary of the body, with an account of his own. */
export async function secretary(world: World, name: string): Promise<StaffContext> {
  const ctx = await world.contexts.staff(['matters.read', 'matters.decide'], name)
  await inTx(ctx, (tx) =>
    tx.insertInto('staff_roles').values({ association_id: world.association.id, account_id: ctx.account.id, role_id: body }).execute(),
  )
  return ctx
}

/** One matter, passed by its first review and waiting for the meeting; of an applicant of its own. */
export async function readyMatter(world: World, officer: StaffContext, name: string): Promise<string> {
  const id = await handedIn(await applicant(world, name))
  await pass(officer, id)
  return id
}

/** So many of them: the first by the verbs, the others copied from it, with its timeline. */
export async function readyMatters(world: World, officer: StaffContext, count: number): Promise<string[]> {
  const pattern = await readyMatter(world, officer, '示例第1工程有限公司')
  const ids = [pattern]
  await inTx(world.contexts.system(), async (tx) => {
    for (let at = 2; at <= count; at++) {
      const [id, memberId] = [newId(), newId()]
      const name = `示例第${at}工程有限公司`
      const matter = await tx.selectFrom('matters').selectAll().where('id', '=', pattern).executeTakeFirstOrThrow()
      const events = await tx.selectFrom('matter_events').selectAll().where('matter_id', '=', pattern).execute()
      const member = await tx.selectFrom('members').selectAll().where('id', '=', matter.member_id).executeTakeFirstOrThrow()
      const json = (value: unknown) => JSON.stringify(value)
      await tx
        .insertInto('members')
        .values({ ...member, id: memberId, name, credit_code: null })
        .execute()
      await tx
        .insertInto('matters')
        .values({
          ...matter,
          id,
          number: `${matter.number}-${at}`,
          member_id: memberId,
          subject_name: name,
          data: json(matter.data),
          field_revisions: json(matter.field_revisions),
          remarks: json(matter.remarks),
          base: null,
          accepted: null,
        })
        .execute()
      for (const event of events)
        await tx
          .insertInto('matter_events')
          .values({ ...event, id: newId(), matter_id: id, detail: json(event.detail) })
          .execute()
      ids.push(id)
    }
  })
  return ids
}
