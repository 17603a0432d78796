import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import { checkCreditCode } from '../../../../contract/rules/credit-code.ts'
import { checkPersonName } from '../../../../contract/rules/names.ts'
import { normaliseCode, normaliseName } from '../../../../contract/rules/text.ts'
import { addWorkdays } from '../../../../contract/rules/workdays.ts'
import { type TakeoverSlot, takeoverSlots } from '../../../../contract/takeover-words.ts'
import { type Claim, mostFiles, type TakeoverFile } from '../../../../contract/takeovers.ts'
import { audit } from '../../../kernel/audit.ts'
import type { PublicContext } from '../../../kernel/context.ts'
import type { Takeovers } from '../../../kernel/database/schema.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { recordFile } from '../../../kernel/files/files.ts'
import { storeScan } from '../../../kernel/files/scan.ts'
import type { Upload } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { countTry, type Limit } from '../../../kernel/limits.ts'
import { nextNumber } from '../../../kernel/numbering.ts'
import { raise } from '../../../kernel/outbox.ts'
import { holidays } from '../../../kernel/reference/index.ts'
import { addressKey, hashToken, requireMobile, useCode } from '../../accounts/index.ts'
import { filesOf } from './store.ts'

const hour = 3600
const day = 24 * hour
const mostBytes = 10 * 1024 * 1024
const draftHours = 24

export const gone = '这份申请已提交或已过期，请重新填写'

/** Throws `too-many` once one of the limits is over; counted whatever becomes of the verb. */
export async function countOrRefuse(ctx: PublicContext, limits: Limit[]): Promise<void> {
  const wait = await inTx({ ...ctx, tx: undefined }, async (tx, inside) => {
    const waits: number[] = []
    for (const limit of limits) waits.push(await countTry(tx, inside, limit))
    return Math.max(...waits)
  })
  const when = wait < 2 * hour ? `${Math.ceil(wait / 60)} 分钟` : `${Math.ceil(wait / hour)} 小时`
  if (wait > 0) throw new Refusal('too-many', { message: `操作太频繁，请 ${when}后再试`, detail: { seconds: wait } })
}

/** The claim's first page: which unit, who, and a mobile that answers. The same for a unit that is a member and one that is not. */
export async function beginClaim(ctx: PublicContext, input: Claim): Promise<{ token: string }> {
  const claim = read(input)
  await countOrRefuse(ctx, [
    { key: `takeovers:address:${addressKey(ctx)}`, max: 10, seconds: hour },
    { key: `takeovers:mobile:${claim.mobile}`, max: 5, seconds: day },
    { key: `takeovers:unit:${claim.credit_code}`, max: 5, seconds: day },
    { key: 'takeovers', max: 300, seconds: day },
  ])
  await useCode(ctx, { mobile: claim.mobile, purpose: 'takeover', code: input.code })
  const token = randomBytes(24).toString('base64url')
  await inTx(ctx, (tx, inside) =>
    tx
      .insertInto('takeovers')
      .values({
        association_id: inside.association.id,
        id: newId(),
        token_hash: hashToken(token),
        ...claim,
        created_at: inside.kernel.clock.now(),
      })
      .execute(),
  )
  return { token }
}

function read(input: Claim) {
  const unitName = normaliseName(input.unitName.normalize('NFC')).trim()
  const code = normaliseCode(input.creditCode.normalize('NFKC'))
  const name = input.name.trim()
  const checks: [string, string, string | null][] = [
    ['unitName', '单位全称', unitName.length < 4 ? '请填写单位全称，与营业执照一致' : null],
    ['creditCode', '统一社会信用代码', checkCreditCode(code)],
    ['name', '姓名', checkPersonName(name)],
  ]
  const problems = checks.flatMap(([path, label, message]) => (message ? [{ path, label, message }] : []))
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return {
    unit_name: unitName,
    credit_code: code,
    person_name: name,
    mobile: requireMobile(input.mobile),
    reason: (input.reason ?? '').trim(),
  }
}

async function draftOf(tx: Tx, ctx: PublicContext, token: string): Promise<Selectable<Takeovers>> {
  const row = await tx
    .selectFrom('takeovers')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('token_hash', '=', hashToken(token))
    .where('state', '=', 'draft')
    .where('created_at', '>', new Date(ctx.kernel.clock.now().getTime() - draftHours * hour * 1000))
    .forUpdate()
    .executeTakeFirst()
  return found(row, gone)
}

interface Place {
  token: string
  slot: TakeoverSlot
}

/** A PDF or a picture by its content; nothing is taken without a claim whose mobile was confirmed. */
export async function addFile(ctx: PublicContext, { token, slot }: Place, upload: Pick<Upload, 'name' | 'bytes'>): Promise<TakeoverFile> {
  const { id } = await inTx(ctx, (tx, inside) => draftOf(tx, inside, token))
  await countOrRefuse(ctx, [{ key: `takeovers:files:${id}`, max: 20, seconds: day }])
  if (upload.bytes.length > mostBytes) throw new Refusal('too-large', '文件超过 10 MB，请压缩后再上传')
  const file = await storeScan(ctx, upload)
  return inTx(ctx, async (tx, inside) => {
    const draft = await draftOf(tx, inside, token)
    const there = (await filesOf(tx, inside, draft.id)).filter((one) => one.slot === slot)
    if (there.length >= mostFiles) throw new Refusal('not-ready', `${takeoverSlots[slot]}最多 ${mostFiles} 个文件`)
    await recordFile(tx, inside, file)
    const fileId = newId()
    await tx
      .insertInto('takeover_files')
      .values({
        association_id: inside.association.id,
        id: fileId,
        takeover_id: draft.id,
        slot,
        file_id: file.id,
        created_at: inside.kernel.clock.now(),
      })
      .execute()
    return { id: fileId, slot, name: file.name, mediaType: file.mediaType, bytes: file.bytes }
  })
}

export async function dropFile(ctx: PublicContext, { token, fileId }: { token: string; fileId: string }): Promise<void> {
  await inTx(ctx, async (tx, inside) => {
    const draft = await draftOf(tx, inside, token)
    const gone = await tx
      .deleteFrom('takeover_files')
      .where('association_id', '=', inside.association.id)
      .where('takeover_id', '=', draft.id)
      .where('id', '=', fileId)
      .executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw new Refusal('not-found')
  })
}

/** Hands the claim in. Whether the unit is known is looked up by a job afterwards: not even the time this takes tells it. */
export async function submitClaim(ctx: PublicContext, token: string): Promise<{ number: string; openOn: string }> {
  return inTx(ctx, async (tx, inside) => {
    const draft = await draftOf(tx, inside, token)
    const files = await filesOf(tx, inside, draft.id)
    const slots = Object.keys(takeoverSlots) as TakeoverSlot[]
    const problems = slots
      .filter((slot) => !files.some((file) => file.slot === slot))
      .map((slot) => ({ path: slot, label: takeoverSlots[slot], message: `请上传${takeoverSlots[slot]}` }))
    if (problems.length > 0) throw new Refusal('not-ready', { message: '材料还没有上传齐', problems })
    const { clock } = inside.kernel
    const { waitWorkdays } = inside.association.settings.takeover
    const openOn = addWorkdays(clock.today(), waitWorkdays, holidays)
    const number = await nextNumber(tx, inside, 'takeover', 'JG{year}{seq:4}')
    await tx
      .updateTable('takeovers')
      .set({ state: 'waiting', number, submitted_at: clock.now(), open_on: openOn })
      .where('association_id', '=', inside.association.id)
      .where('id', '=', draft.id)
      .execute()
    await audit(tx, inside, {
      action: 'takeover.asked',
      subject: { kind: 'takeover', id: draft.id, label: `${draft.unit_name}（${number}）` },
      after: { person: draft.person_name, openOn, files: files.map((file) => file.name) },
    })
    await raise(tx, inside, 'access.takeover-asked', { takeoverId: draft.id, days: waitWorkdays })
    return { number, openOn }
  })
}
