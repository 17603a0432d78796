import { sql } from 'kysely'
import type { Standards } from '../../../../contract/dues.ts'
import type { Resolution } from '../../../../contract/preset.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { findFile, recordFile } from '../../../kernel/files/files.ts'
import { storeScan } from '../../../kernel/files/scan.ts'
import type { FileReply, Upload } from '../../../kernel/http/route.ts'
import { listStandards } from './standards-list.ts'

interface Adopted {
  id: string
  level: string
  name: string
  fromYear: number
  resolution: Resolution
  fileId: string | null
}

/** The standards that one resolution adopted, locked. */
async function adopted(tx: Tx, ctx: Context, adoptionId: string): Promise<[Adopted, ...Adopted[]]> {
  const { rows } =
    await sql<Adopted>`select id, level, name, lower(years) as "fromYear", resolution, file_id as "fileId" from dues_standards
    where association_id = ${ctx.association.id} and adoption_id = ${adoptionId} order by id for update`.execute(tx)
  const [first, ...others] = rows
  return [found(first), ...others]
}

const subjectOf = (adoptionId: string, { name, fromYear }: Adopted) => ({
  kind: 'dues-standard',
  id: adoptionId,
  label: `${name} · ${fromYear} 年度起`,
})

/** The day on which it was made known to all members: within thirty days of the vote, or there is a warning. */
export async function publishAdoption(ctx: StaffContext, adoptionId: string, publishedOn: string): Promise<Standards> {
  authorize(ctx, 'dues.configure')
  return inTx(ctx, async (tx, ctx) => {
    const [first] = await adopted(tx, ctx, adoptionId)
    const message =
      publishedOn > ctx.kernel.clock.today()
        ? '公布日期不能晚于今天。'
        : publishedOn < first.resolution.date
          ? '公布日期不能早于表决日期。'
          : null
    if (message) throw new Refusal('input-invalid', { problems: [{ path: 'publishedOn', label: '公布日期', message }] })
    await sql`update dues_standards set resolution = resolution || jsonb_build_object('publishedOn', ${publishedOn}::text)
      where association_id = ${ctx.association.id} and adoption_id = ${adoptionId}`.execute(tx)
    await audit(tx, ctx, {
      action: 'dues.standard-published',
      subject: subjectOf(adoptionId, first),
      before: { publishedOn: first.resolution.publishedOn ?? null },
      after: { publishedOn },
    })
    return listStandards(tx, ctx)
  })
}

/** The resolution's scan: a PDF or a picture by its content. An earlier one stays in the store and in the audit log. */
export async function uploadAdoptionFile(
  ctx: StaffContext,
  adoptionId: string,
  upload: Pick<Upload, 'name' | 'bytes'>,
): Promise<Standards> {
  authorize(ctx, 'dues.configure')
  const file = await storeScan(ctx, upload)
  return inTx(ctx, async (tx, ctx) => {
    const [first] = await adopted(tx, ctx, adoptionId)
    await recordFile(tx, ctx, file)
    await sql`update dues_standards set file_id = ${file.id} where association_id = ${ctx.association.id} and adoption_id = ${adoptionId}`.execute(
      tx,
    )
    await audit(tx, ctx, {
      action: 'dues.standard-file-uploaded',
      subject: subjectOf(adoptionId, first),
      before: { fileId: first.fileId },
      after: { fileId: file.id, name: file.name },
    })
    return listStandards(tx, ctx)
  })
}

export async function readAdoptionFile(ctx: StaffContext, adoptionId: string): Promise<FileReply> {
  authorize(ctx, 'dues.read')
  const file = await inTx(ctx, async (tx, ctx) => {
    const [{ fileId }] = await adopted(tx, ctx, adoptionId)
    if (fileId === null) throw new Refusal('not-found', '还没有上传决议文件')
    return findFile(tx, ctx, fileId)
  })
  return { bytes: await ctx.kernel.files.get(file.key), mediaType: file.mediaType, name: file.name, inline: true }
}

/** Takes back what was registered by mistake and never used: the standards before it go on as if it had not been. */
export async function withdrawAdoption(ctx: StaffContext, adoptionId: string): Promise<Standards> {
  authorize(ctx, 'dues.configure')
  return inTx(ctx, async (tx, ctx) => {
    const rows = await adopted(tx, ctx, adoptionId)
    const ids = rows.map((row) => row.id)
    const used =
      await sql`select 1 from charges where association_id = ${ctx.association.id} and standard_id = any(${ids}::uuid[]) limit 1`.execute(
        tx,
      )
    if (used.rows.length > 0) throw new Refusal('not-ready', '这套标准已经用于生成会费，不能删除')
    const { rows: gone } = await sql<{ level: string; fromYear: number; until: number | null }>`delete from dues_standards
      where association_id = ${ctx.association.id} and id = any(${ids}::uuid[])
      returning level, lower(years) as "fromYear", upper(years) as until`.execute(tx)
    for (const { level, fromYear, until } of gone) {
      await sql`update dues_standards set years = int4range(lower(years), ${until}::int)
        where association_id = ${ctx.association.id} and level = ${level} and upper(years) = ${fromYear}`.execute(tx)
    }
    await audit(tx, ctx, { action: 'dues.standard-withdrawn', subject: subjectOf(adoptionId, rows[0]), before: { standards: rows } })
    return listStandards(tx, ctx)
  })
}
