import type { Roster } from '../../../contract/people.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { findFile, recordFile } from '../../kernel/files/files.ts'
import { storeScan } from '../../kernel/files/scan.ts'
import type { FileReply, Upload } from '../../kernel/http/route.ts'
import { countTry } from '../../kernel/limits.ts'
import { requireUnit } from './list.ts'
import { presentRoster, rosterQuery } from './rosters.ts'

const mostPerHour = 30
const mostBytes = 20 * 1024 * 1024

/** The stamped roster as a scan: a PDF or a picture by its content. A new one takes the place of the last. */
export async function sendRoster(ctx: MemberContext, id: string, upload: Pick<Upload, 'name' | 'bytes'>): Promise<Roster> {
  await inTx(ctx, async (tx, ctx) => ownRoster(tx, ctx, id))
  const wait = await inTx(ctx, (tx, ctx) => countTry(tx, ctx, { key: `roster:${ctx.account.id}`, max: mostPerHour, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', `上传太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`)
  if (upload.bytes.length > mostBytes) throw new Refusal('too-large', '扫描件超过 20 MB，请压缩后再上传')
  const file = await storeScan(ctx, upload)
  return inTx(ctx, async (tx, ctx) => {
    const before = await ownRoster(tx, ctx, id)
    await recordFile(tx, ctx, file)
    await tx
      .updateTable('rosters')
      .set({ file_id: file.id, sent_at: ctx.kernel.clock.now(), sent_by: ctx.account.id })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', before.id)
      .execute()
    await audit(tx, ctx, {
      action: 'people.roster-sent',
      subject: { kind: 'member', id: before.member_id, label: before.number },
      after: { roster: before.number, file: file.name, sha256: file.sha256 },
    })
    return presentRoster(ctx, await ownRoster(tx, ctx, id))
  })
}

async function ownRoster(tx: Tx, ctx: MemberContext, id: string) {
  const unit = await requireUnit(tx, ctx)
  return found(await rosterQuery(tx, ctx).where('r.id', '=', id).where('r.member_id', '=', unit.id).executeTakeFirst())
}

export async function readOwnScan(ctx: MemberContext, id: string): Promise<FileReply> {
  return scanOf(ctx, await inTx(ctx, async (tx, ctx) => (await ownRoster(tx, ctx, id)).file_id))
}

/** The bytes behind a roster that the caller was let through to. */
export async function scanOf(ctx: Context, fileId: string | null): Promise<FileReply> {
  const file = await inTx(ctx, (tx, ctx) => findFile(tx, ctx, found(fileId ?? undefined)))
  return { bytes: await ctx.kernel.files.get(file.key), mediaType: file.mediaType, name: file.name, inline: true }
}
