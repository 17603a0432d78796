import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import type { PrintVerdict } from '../../../contract/matters.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { codeOf, digestOf } from '../../kernel/papers/index.ts'
import { contentOf, essence, type PaperContent } from './paper-content.ts'
import type { Held } from './standing.ts'
import type { DocumentRow } from './store.ts'

/** The code that a print of this content carries; the same content of the same paper has the same. */
export function codeOfPaper(held: Held, slot: string, content: PaperContent): { code: string; digest: string } {
  const digest = digestOf({ matter: held.row.id, slot, content: essence(content) })
  return { code: codeOf(digest), digest }
}

/** Remembers that this went out on paper; again, it is the same print. */
export async function rememberPrint(
  tx: Tx,
  ctx: Context,
  matterId: string,
  slot: string,
  print: { code: string; digest: string },
): Promise<void> {
  await tx
    .insertInto('matter_prints')
    .values({ association_id: ctx.association.id, matter_id: matterId, slot, ...print, printed_at: ctx.kernel.clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What the codes on the scans say, by document: null where none was read. */
export async function printVerdicts(
  tx: Tx,
  ctx: Context,
  held: Held,
  documents: readonly DocumentRow[],
): Promise<ReadonlyMap<string, PrintVerdict>> {
  const read = documents.filter((one) => one.print_code !== null)
  if (read.length === 0) return new Map()
  const prints = await tx
    .selectFrom('matter_prints')
    .select(['code', 'slot'])
    .where('association_id', '=', ctx.association.id)
    .where('matter_id', '=', held.row.id)
    .orderBy('printed_at')
    .orderBy('code')
    .execute()
  const verdicts = new Map<string, PrintVerdict>()
  for (const document of read) {
    const slot = held.definition.documents.find((one) => one.id === document.slot)
    const content = slot && contentOf(ctx, held, slot, '')
    if (!slot || !content) continue
    const now = codeOfPaper(held, slot.id, content).code
    const seen = (document.print_code ?? '').split(',').map((code) => verdictOf(held, slot, code, now, prints))
    const worst = seen.find((one) => one.state !== 'same') ?? seen[0]
    if (worst) verdicts.set(document.id, worst)
  }
  return verdicts
}

function verdictOf(
  held: Held,
  slot: DocumentSlot,
  code: string,
  now: string,
  prints: readonly { code: string; slot: string }[],
): PrintVerdict {
  if (code === now) return { state: 'same', message: '打印码与现在填写的内容一致' }
  const own = prints.filter((print) => print.slot === slot.id)
  const version = own.findIndex((print) => print.code === code) + 1
  if (version > 0) {
    const message = `这份扫描件是修改前打印的（第 ${version} 版），内容与现在的表单不一致，请重新打印盖章后上传`
    return { state: 'older', message }
  }
  const other = held.definition.documents.find((one) => prints.some((print) => print.code === code && print.slot === one.id))
  if (other) return { state: 'other-paper', message: `这是“${other.name}”的扫描件，不是“${slot.name}”，请核对后重新上传` }
  return { state: 'other-matter', message: '这份扫描件上的打印码属于另一个事项，请核对是否传错了文件' }
}
