import type { OwnCertificate } from '../../../contract/certificates.ts'
import { fillText, readableAccent } from '../../../contract/preset.ts'
import { formatDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { type CertificateData, typeset } from '../../kernel/typeset/index.ts'
import { type Member, memberById } from '../members/index.ts'
import { signNumber } from './signature.ts'
import { type Validity, validity } from './state.ts'

/** A unit's certificate, or a person's card: what it is called. */
const nameOf = (ctx: Context, { kind }: Pick<Member, 'kind'>): string => {
  const { words } = ctx.association.settings
  return kind === 'person' ? (words.card ?? words.certificate) : words.certificate
}

function whyNot(ctx: Context, member: Pick<Member, 'kind'>, held: Validity | null): string | null {
  const { words } = ctx.association.settings
  const name = nameOf(ctx, member)
  if (held === null) return `入会申请通过后可以下载${name}`
  if (held.state === 'left') return `已退会，${name}已失效`
  if (held.state === 'lapsed') return `${words.dues}未缴，${name}已失效；交费到账后可以重新下载`
  if (held.state === 'suspended') return `因欠缴${words.dues}，${name}暂停使用；缴清后自动恢复`
  return null
}

export async function ownCertificate(ctx: MemberContext): Promise<OwnCertificate> {
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, ctx.memberId)
    const held = await validity(tx, ctx, member)
    return {
      name: nameOf(ctx, member),
      whyNot: whyNot(ctx, member, held),
      state: held?.state ?? null,
      number: member.number,
      from: held?.from ?? null,
      through: held?.through ?? null,
    }
  })
}

/** 下载电子会员证 (CACEM-12): set afresh each time, so that it never says more than is so; each download is in the log. */
export async function downloadCertificate(ctx: MemberContext): Promise<FileReply> {
  const { data, member } = await inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, ctx.memberId)
    const held = await validity(tx, ctx, member)
    const why = whyNot(ctx, member, held)
    if (why !== null || held === null || member.number === null) throw new Refusal('not-ready', why ?? {})
    const data = await certificateData(tx, ctx, { ...member, number: member.number }, held)
    await audit(tx, ctx, {
      action: 'certificate.downloaded',
      subject: { kind: 'member', id: member.id, label: member.name },
      after: { number: member.number, through: held.through },
    })
    return { data, member }
  })
  return { bytes: await typeset('certificate', data), mediaType: 'application/pdf', name: `${nameOf(ctx, member)}-${member.name}.pdf` }
}

async function certificateData(tx: Tx, ctx: Context, member: Member & { number: string }, held: Validity): Promise<CertificateData> {
  const { settings, slug } = ctx.association
  const certificate = { ...settings.certificate, ...(member.kind === 'person' && settings.certificate.person) }
  const level = held.standing.levelName ?? ''
  const values = {
    name: member.name,
    level,
    number: member.number,
    creditCode: member.creditCode ?? '',
    joinedOn: formatDay(held.standing.joinedOn ?? held.from),
    from: formatDay(held.from),
    to: held.through === null ? '长期' : formatDay(held.through),
  }
  const facts = [
    { label: '会员编号', value: member.number },
    { label: '会员级别', value: level },
    { label: '有效期', value: held.through === null ? `自 ${values.from} 起` : `${values.from}至${values.to}` },
  ]
  return {
    association: { name: settings.names.full, nameEn: settings.names.english, accent: readableAccent(settings.accent) },
    date: ctx.kernel.clock.today(),
    title: certificate.title,
    ...(certificate.englishTitle !== undefined && { titleEn: certificate.englishTitle }),
    holder: member.name,
    statement: statementOf(fillText(certificate.body, values), member.name),
    facts,
    verifyUrl: `${ctx.kernel.config.publicUrl}/${slug}/verify/${encodeURIComponent(member.number)}?s=${await signNumber(tx, ctx, member.number)}`,
    verifyNote: '扫码核验此刻的状态',
    seal: { around: certificate.seal, caption: '电子会员证专用章' },
  }
}

/** The holder's name stands large above: a text that begins with it goes on from there. */
const statementOf = (text: string, name: string) => (text.startsWith(name) ? text.slice(name.length) : text)
