import type { MatterSlot } from '../../../contract/matters.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { removeRow } from './add-document.ts'
import { mayChange } from './may.ts'
import { slotInHand, slotNow } from './slots.ts'
import { holdOwn } from './standing.ts'
import { listDocuments } from './store.ts'

/** The order in which a slot's pictures are bound. `ids` must be exactly what lies there. */
export async function reorderDocuments(ctx: MemberContext, input: { id: string; slot: string; ids: string[] }): Promise<MatterSlot> {
  return inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    mayChange(held.row, 'save')
    const slot = await slotInHand(tx, ctx, held, input.slot)
    const lying = (await listDocuments(tx, ctx, input.id)).filter((one) => one.slot === slot.id).map((one) => one.id)
    if (lying.length !== input.ids.length || new Set([...lying, ...input.ids]).size !== lying.length) {
      throw new Refusal('conflict', '文件刚刚有变化，请刷新后再调整顺序')
    }
    for (const [position, id] of input.ids.entries()) {
      await tx
        .updateTable('matter_documents')
        .set({ position })
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .execute()
    }
    return slotNow(tx, ctx, held, slot)
  })
}

export async function removeDocument(ctx: MemberContext, input: { id: string; slot: string; documentId: string }): Promise<MatterSlot> {
  return inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    mayChange(held.row, 'save')
    const slot = await slotInHand(tx, ctx, held, input.slot)
    const document = found((await listDocuments(tx, ctx, input.id)).find((one) => one.id === input.documentId && one.slot === slot.id))
    await removeRow(tx, ctx, document)
    await audit(tx, ctx, {
      action: 'matter.document-removed',
      subject: { kind: 'matter', id: input.id, label: held.row.number },
      before: { slot: slot.id, file: document.name },
    })
    return slotNow(tx, ctx, held, slot)
  })
}
