import type { SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { findFile } from '../../kernel/files/files.ts'
import { MissingFile } from '../../kernel/files/store.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { candidatesFor, judge, knownAs, type Match } from './match.ts'
import type { Paper } from './reading/paper.ts'
import { readPaper } from './reading/read.ts'

const atOnce = 20

/** Reads what was uploaded into a batch and finds the receipt of each. Any number of these may run; a file is judged once. */
export async function readFiles(ctx: SystemContext, { data }: RaisedEvent<'receipts.files-came'>): Promise<void> {
  for (;;) {
    const files = await inTx(ctx, (tx, ctx) =>
      tx
        .selectFrom('receipt_files')
        .select(['id', 'file_id'])
        .where('association_id', '=', ctx.association.id)
        .where('batch_id', '=', data.batchId)
        .where('state', '=', 'new')
        .orderBy('id')
        .limit(atOnce)
        .execute(),
    )
    if (files.length === 0) return
    for (const file of files) await readOne(ctx, file.id, file.file_id)
  }
}

async function readOne(ctx: SystemContext, id: string, fileId: string): Promise<void> {
  const stored = await inTx(ctx, (tx, ctx) => findFile(tx, ctx, fileId))
  const bytes = await ctx.kernel.files.get(stored.key).catch((error: unknown) => {
    if (error instanceof MissingFile) return null
    throw error
  })
  const paper = bytes && (await readPaper(bytes, stored.mediaType))
  await inTx(ctx, async (tx, ctx) => {
    const match = paper ? await matchOf(tx, ctx, paper, id) : unreadable
    await tx
      .updateTable('receipt_files')
      .set({
        ...(paper && columnsOf(paper)),
        state: 'waiting',
        verdict: match.verdict,
        receipt_id: match.receiptId,
        evidence: JSON.stringify(match.evidence),
        read_at: ctx.kernel.clock.now(),
      })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'new')
      .execute()
  })
}

const unreadable: Match = {
  verdict: 'unreadable',
  receiptId: null,
  evidence: [{ fact: '票据号码', holds: false, text: '没有读到票据号码：可能是扫描件，或不是财政电子票据、数电发票' }],
}

async function matchOf(tx: Tx, ctx: SystemContext, paper: Paper, fileId: string): Promise<Match> {
  const known = await knownAs(tx, ctx, paper, fileId)
  if (known !== null)
    return { verdict: 'known', receiptId: null, evidence: [{ fact: '票据号码', holds: false, text: `${paper.number} ${known}` }] }
  const { name, settings } = ctx.association
  return judge(paper, await candidatesFor(tx, ctx, paper, fileId), {
    payees: [name, settings.bank.name.replace(/[（(].*$/, '')],
    today: ctx.kernel.clock.today(),
  })
}

const columnsOf = (paper: Paper) => ({
  document: paper.document,
  code: paper.code,
  number: paper.number,
  check_code: paper.checkCode,
  title: paper.title,
  credit_code: paper.creditCode,
  payee: paper.payee,
  amount_fen: paper.amountFen,
  issued_on: paper.issuedOn,
  red: paper.red,
})
