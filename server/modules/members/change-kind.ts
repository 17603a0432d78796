import { allFields, type FormData } from '../../../contract/forms/index.ts'
import { effectOf } from '../../../contract/preset.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { currentDefinitions, type Definition, mattersOf, openMatter, saveDraft, wholeForm } from '../matters/index.ts'
import { type Member, memberById } from './store.ts'
import { profileForm } from './values.ts'

/** The matter by which this kind of member asks for what needs a review; null where the association has none. */
export async function changeDefinition(tx: Tx, ctx: Context, kind: Member['kind']): Promise<Definition | null> {
  const all = await currentDefinitions(tx, ctx)
  return all.find((one) => effectOf(one) === 'change' && one.for === kind) ?? null
}

const open = ['draft', 'submitted', 'returned']

/** The member's matter of a kind (for a branch) that has not ended. */
export async function openMatterOf(tx: Tx, ctx: Context, memberId: string, kind: string, branchId: string | null = null) {
  const all = await mattersOf(tx, ctx, memberId)
  return all.find((one) => one.kind === kind && one.branchId === branchId && open.includes(one.state)) ?? null
}

// A page of its own: two pages typing the same never overwrite each other unseen.
const device = 'company-page'

/** What was typed on the page of the record goes into the change's form, which is opened or gone on with (CAQ-14). */
export async function askForChange(ctx: MemberContext, data: FormData): Promise<{ id: string }> {
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, ctx.memberId)
    const definition = found(await changeDefinition(tx, ctx, member.kind), '本协会没有在线变更，请联系协会')
    const { id } = await openMatter(ctx, { kind: definition.kind })
    const record = allFields(profileForm(ctx, member.kind))
    const changes = allFields(wholeForm(definition)).flatMap((field) => {
      const place = record.find((one) => (field.maps === undefined ? one.id === field.id : one.maps === field.maps))
      return place && place.id in data ? [[field.id, data[place.id]]] : []
    })
    await saveDraft(ctx, { id, base: Number.MAX_SAFE_INTEGER, device, changes: Object.fromEntries(changes) })
    return { id }
  })
}
