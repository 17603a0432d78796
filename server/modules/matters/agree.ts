import type { StageOf } from '../../../contract/preset/matters.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { agree } from '../accounts/index.ts'
import { currentText, type PublishedText, textVersion } from '../associations/index.ts'
import { stageOf } from './definition.ts'
import { mayChange } from './may.ts'
import { holdOwn } from './standing.ts'
import { type Happening, listHappenings, note } from './store.ts'

/** Agrees to the texts of a stage in the versions that were shown; which, who and when is kept. A text that changed meanwhile is shown again. */
export async function agreeStage(
  ctx: MemberContext,
  input: { id: string; stage: string; versions: Record<string, number> },
): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    mayChange(held.row, 'save')
    const stage = stageOf(held, input.stage)
    if (stage.type !== 'agree') throw new Refusal('input-invalid', '这一步不需要同意文本')
    const texts = await currentTexts(tx, ctx, stage)
    if (agreedTo(await listHappenings(tx, ctx, input.id), stage.id, texts)) return
    const stale = texts.find((text) => input.versions[text.id] !== text.version)
    if (stale) throw new Refusal('conflict', `${stale.title}刚刚有了新版本，请重新阅读后再同意`)
    for (const text of texts) await agree(tx, ctx, { textId: text.id, version: text.version, matterId: input.id })
    const detail = { texts: texts.map(({ id, version }) => ({ id, version })) }
    await note(tx, ctx, input.id, 'agreed', {
      stage: stage.id,
      message: texts.map((text) => `${text.title}（第 ${text.version} 版）`).join('、'),
      detail,
    })
  })
}

/** The texts of an agree stage as published now, the main one first. */
export async function currentTexts(tx: Tx, ctx: MemberContext, stage: StageOf<'agree'>): Promise<PublishedText[]> {
  const texts: PublishedText[] = []
  for (const id of [stage.agree, ...(stage.also ?? [])]) texts.push(found(await currentText(tx, ctx, id), '协会尚未发布需要同意的文本'))
  return texts
}

/** The moment at which exactly these versions were agreed to, or null. */
export function agreedTo(happenings: readonly Happening[], stage: string, texts: readonly { id: string; version: number }[]): Date | null {
  const last = happenings.findLast((one) => one.what === 'agreed' && one.stage === stage)
  const same = last && texts.every((text) => last.detail.texts?.some((agreed) => agreed.id === text.id && agreed.version === text.version))
  return same ? last.at : null
}

/** What was agreed to at this stage, in the versions of then. */
export async function agreedTexts(tx: Tx, ctx: MemberContext, happening: Happening): Promise<PublishedText[]> {
  const texts: PublishedText[] = []
  for (const { id, version } of happening.detail.texts ?? []) texts.push(found(await textVersion(tx, ctx, id, version)))
  return texts
}
