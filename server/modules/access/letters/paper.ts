import { readableAccent } from '../../../../contract/preset.ts'
import { dayInChina, formatDay } from '../../../../contract/rules/days.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { countTry } from '../../../kernel/limits.ts'
import { type ActivationLetter, typeset } from '../../../kernel/typeset/index.ts'
import { showCode, unseal } from './code.ts'
import { readKey } from './key.ts'
import { tabFor, waysIn } from './ways.ts'

const perHour = 60

interface Sealed {
  id: string
  batchId: string
  sealed: string
  expiresAt: Date
  kind: 'unit' | 'person'
  memberId: string
  name: string
  number: string | null
  contact: string | null
}

/** All letters of a batch that still open a door, in one file, one page each. */
export async function printBatch(ctx: StaffContext, batchId: string): Promise<FileReply> {
  return print(ctx, batchId, null)
}

/** One letter by itself. */
export async function printLetter(ctx: StaffContext, id: string): Promise<FileReply> {
  authorize(ctx, 'accounts.manage')
  const { batch_id } = await inTx(ctx, async (tx) =>
    found(
      await tx
        .selectFrom('letters')
        .select('batch_id')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .executeTakeFirst(),
    ),
  )
  return print(ctx, batch_id, id)
}

async function print(ctx: StaffContext, batchId: string, only: string | null): Promise<FileReply> {
  authorize(ctx, 'accounts.manage')
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `letters-print:${ctx.account.id}`, max: perHour, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', `打印太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`)
  const key = await readKey(ctx, batchId)
  const letters = await inTx(ctx, async (tx, ctx) => {
    const rows = await openLetters(tx, ctx, batchId, only)
    if (rows.length === 0 || key === null) throw new Refusal('not-ready', '没有可以打印的信件：已激活、已作废，或打印期限已过')
    await audit(tx, ctx, {
      action: 'letters.printed',
      subject: { kind: 'letters', id: batchId, label: rows.length === 1 ? (rows[0]?.name ?? '') : `${rows.length} 家` },
      after: { letters: rows.length },
    })
    return rows
  })
  const { name, settings } = ctx.association
  const bytes = await typeset('activation', {
    association: { name, accent: readableAccent(settings.accent) },
    date: ctx.kernel.clock.today(),
    title: '会员账号激活信',
    letters: letters.map((letter) => written(ctx, letter, unseal(letter.sealed, key as Buffer, letter.id))),
  })
  const what = letters.length === 1 ? (letters[0]?.name ?? '') : `${letters.length}封`
  return { bytes, mediaType: 'application/pdf', name: `账号激活信-${what}.pdf`, inline: true }
}

async function openLetters(tx: Tx, ctx: StaffContext, batchId: string, only: string | null): Promise<Sealed[]> {
  const now = ctx.kernel.clock.now()
  let query = tx
    .selectFrom('letters as l')
    .innerJoin('letter_batches as b', (join) => join.onRef('b.association_id', '=', 'l.association_id').onRef('b.id', '=', 'l.batch_id'))
    .innerJoin('members as m', (join) => join.onRef('m.association_id', '=', 'l.association_id').onRef('m.id', '=', 'l.member_id'))
    .leftJoin('member_search as s', (join) => join.onRef('s.association_id', '=', 'm.association_id').onRef('s.member_id', '=', 'm.id'))
    .leftJoin('contacts as c', (join) =>
      join.onRef('c.association_id', '=', 'm.association_id').onRef('c.member_id', '=', 'm.id').on('c.position', '=', 1),
    )
    .select(['l.id', 'l.batch_id', 'l.sealed', 'l.expires_at', 'm.kind', 'm.id as member_id', 'm.name', 'm.number', 'c.name as contact'])
    .where('l.association_id', '=', ctx.association.id)
    .where('l.batch_id', '=', batchId)
    .where('l.used_at', 'is', null)
    .where('l.voided_at', 'is', null)
    .where('l.expires_at', '>', now)
    .where('b.printable_until', '>', now)
    .orderBy('s.name_key')
    .orderBy('m.id')
  if (only) query = query.where('l.id', '=', only)
  return (await query.execute()).flatMap(({ sealed, kind, ...row }) =>
    sealed === null
      ? []
      : [
          {
            id: row.id,
            batchId: row.batch_id,
            sealed,
            expiresAt: row.expires_at,
            kind: kind === 'person' ? ('person' as const) : ('unit' as const),
            memberId: row.member_id,
            name: row.name,
            number: row.number,
            contact: row.contact,
          },
        ],
  )
}

function written(ctx: StaffContext, letter: Sealed, code: string): ActivationLetter {
  const { settings, slug } = ctx.association
  const { contact, words } = settings
  const site = `${ctx.kernel.config.publicUrl}/${slug}`
  const tab = tabFor(settings, letter.kind)
  const mine = letter.kind === 'unit' ? `贵${words.unit}` : '您'
  return {
    to: letter.name,
    attention: letter.kind === 'unit' ? (letter.contact ?? words.contact) : '',
    opening: `${mine}是${ctx.association.name}的会员。${mine}在会员系统里的账号已经备好，请在 ${formatDay(dayInChina(letter.expiresAt))} 前用下面的激活码开通，密码由${letter.kind === 'unit' ? '使用账号的人' : '您'}自己设定。`,
    ways: waysIn(settings, letter),
    tab: settings.login.tabs.length > 1 && tab ? tab.name : '',
    address: `${site}/activate`,
    login: `${site}/login`,
    code: showCode(code),
    url: `${site}/activate#${code}`,
    until: formatDay(dayInChina(letter.expiresAt)),
    steps: [
      '用手机扫描右侧的二维码；或者在电脑上打开激活地址，输入激活码。',
      `核对页面上的${letter.kind === 'unit' ? `${words.unit}名称` : '姓名'}，填写使用人姓名${settings.letters?.mobile ? '和手机号，收一次短信验证码' : ''}，设置自己的密码。`,
      settings.login.needsEmail ? '确认一个常用邮箱，审核结果和票据会发到那里。' : '设置好后即已登录；以后用上面的登录名和自己的密码登录。',
    ],
    notes: [
      '激活码只能用一次。请像钥匙一样保管这封信，不要拍照转发；工作人员不会向您索要激活码或密码。',
      `信件遗失、激活码不能用或已过期，请联系${words.secretariat}重新发放，原激活码随即作废：${contact.phone}，${contact.email}。`,
      ...(settings.letters?.note ? [settings.letters.note] : []),
    ],
  }
}
