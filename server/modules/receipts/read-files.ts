import { sql } from 'kysely'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { MissingFile } from '../../kernel/files/store.ts'
import { type RaisedEvent, raise } from '../../kernel/outbox.ts'
import { candidatesFor, knownAs } from './candidates.ts'
import { judge, type Match } from './match.ts'
import type { Paper } from './reading/paper.ts'
import { readPaper } from './reading/read.ts'
import { holdTitles } from './store.ts'

const atOnce = 64
/** One job's part: short enough that a server which stops has finished it. */
const share = 256

/** A job that was claimed so long ago and is not done died. */
const claimMinutes = 5

interface Claimed {
  id: string
  name: string
  key: string
  media: string
}

/**
 * Reads what was uploaded into a batch and finds the receipt of each. Any number of these jobs may run: each claims some files, and one that
 * was killed finds its own again when it is repeated. A file is judged once. STAFF-07
 */
export async function readFiles(ctx: SystemContext, event: RaisedEvent<'receipts.files-came'>): Promise<void> {
  for (let done = 0; done < share; done += atOnce) {
    const files = await inTx(ctx, (tx, ctx) => claim(tx, ctx, event))
    if (files.length === 0) return
    const papers = await Promise.all(files.map((file) => read(ctx, file)))
    await inTx(ctx, (tx, ctx) => settle(tx, ctx, files, papers))
  }
  await inTx(ctx, (tx, ctx) => raise(tx, ctx, 'receipts.files-came', event.data))
}

async function claim(tx: Tx, ctx: SystemContext, { id, data }: RaisedEvent<'receipts.files-came'>): Promise<Claimed[]> {
  const now = ctx.kernel.clock.now()
  const dead = new Date(now.getTime() - claimMinutes * 60_000)
  const { rows } = await sql<Claimed>`
    update receipt_files f set claimed_by = ${id}, claimed_at = ${now} from files b
    where f.association_id = ${ctx.association.id} and b.association_id = f.association_id and b.id = f.file_id and f.id in (
      select n.id from receipt_files n
      where n.association_id = ${ctx.association.id} and n.batch_id = ${data.batchId} and n.state = 'new'
        and (n.claimed_by is null or n.claimed_by = ${id} or n.claimed_at < ${dead})
      order by n.id limit ${atOnce} for update skip locked)
    returning f.id, f.name, b.key, b.media_type as media`.execute(tx)
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function read(ctx: SystemContext, { key, media }: Claimed): Promise<Paper | 'late' | null> {
  const bytes = await ctx.kernel.files.get(key).catch((error: unknown) => {
    if (error instanceof MissingFile) return null
    throw error
  })
  return bytes && readPaper(bytes, media)
}

/** One after another: of two files for the same receipt, or of the same document, the second sees the first. */
async function settle(tx: Tx, ctx: SystemContext, files: readonly Claimed[], papers: readonly (Paper | 'late' | null)[]): Promise<void> {
  await holdTitles(tx, ctx)
  const read = papers.filter((paper) => paper !== null && paper !== 'late')
  const [known, candidates] = [await knownAs(tx, ctx, read), await candidatesFor(tx, ctx, read)]
  const documents = new Map<string, string>()
  const taken = new Map<string, string>()
  let at = 0
  const rows = files.map(({ id, name }, nth) => {
    const paper = papers[nth]
    if (!paper || paper === 'late') return { id, ...rowOf(paper ? late : unreadable, null) }
    const document = `${paper.code} ${paper.number}`
    const same = known[at] ?? documents.get(document)
    const fitting = (candidates[at] ?? []).map((one) => ({ ...one, takenBy: one.takenBy ?? taken.get(one.id) ?? null }))
    at += 1
    const match = same ? knownMatch(paper, same) : judge(paper, fitting, { payees: payeesOf(ctx), today: ctx.kernel.clock.today() })
    documents.set(document, `与文件“${name}”是同一张`)
    // A document of the other kind is not its own, and keeps nobody away.
    const own = fitting.some((one) => one.id === match.receiptId && one.document === paper.document)
    if (match.receiptId !== null && own && !taken.has(match.receiptId)) taken.set(match.receiptId, name)
    return { id, ...rowOf(match, paper) }
  })
  await sql`update receipt_files f set state = 'waiting', read_at = ${ctx.kernel.clock.now()}, claimed_by = null, claimed_at = null, verdict = x.verdict,
      receipt_id = x.receipt_id, evidence = x.evidence, document = x.document, code = x.code, number = x.number, check_code = x.check_code, title = x.title,
      credit_code = x.credit_code, payee = x.payee, amount_fen = x.amount_fen, issued_on = x.issued_on, red = x.red
    from jsonb_populate_recordset(null::receipt_files, ${JSON.stringify(rows)}::jsonb) as x
    where f.association_id = ${ctx.association.id} and f.id = x.id and f.state = 'new'`.execute(tx)
}

const payeesOf = ({ association }: SystemContext) => [association.name, association.settings.bank.name.replace(/[（(].*$/, '')]

const unreadable: Match = {
  verdict: 'unreadable',
  receiptId: null,
  evidence: [{ fact: '票据号码', holds: false, text: '没有读到票据号码：可能是扫描件，或不是财政电子票据、数电发票' }],
}

const late: Match = {
  verdict: 'unreadable',
  receiptId: null,
  evidence: [{ fact: '票据号码', holds: false, text: '读取超时：请单独重新上传这个文件，仍读不出的请手工登记票据号码' }],
}

const knownMatch = ({ number }: Paper, where: string): Match => ({
  verdict: 'known',
  receiptId: null,
  evidence: [{ fact: '票据号码', holds: false, text: `${number} ${where}` }],
})

const rowOf = ({ verdict, receiptId, evidence }: Match, paper: Paper | null) => ({
  verdict,
  receipt_id: receiptId,
  evidence,
  document: paper?.document ?? null,
  code: paper?.code ?? '',
  number: paper?.number ?? '',
  check_code: paper?.checkCode ?? '',
  title: paper?.title ?? '',
  credit_code: paper?.creditCode ?? '',
  payee: paper?.payee ?? '',
  amount_fen: paper?.amountFen ?? null,
  issued_on: paper?.issuedOn ?? null,
  red: paper?.red ?? false,
})
