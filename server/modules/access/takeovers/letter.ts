import { readableAccent } from '../../../../contract/preset.ts'
import type { PublicContext } from '../../../kernel/context.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { typeset } from '../../../kernel/typeset/index.ts'
import { addressKey } from '../../accounts/index.ts'
import { countOrRefuse } from './claim.ts'

/** The letter a unit stamps: blank, the same for everybody. */
export async function takeoverLetter(ctx: PublicContext): Promise<FileReply> {
  await countOrRefuse(ctx, [{ key: `takeovers:letter:${addressKey(ctx)}`, max: 30, seconds: 3600 }])
  const { name, settings } = ctx.association
  const { unit, contact } = settings.words
  const bytes = await typeset('letter', {
    association: { name, accent: readableAccent(settings.accent) },
    date: ctx.kernel.clock.today(),
    title: '会员账号接管授权函',
    markdown: `${name}：

我${unit}（全称：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿，统一社会信用代码：＿＿＿＿＿＿＿＿＿＿＿＿＿＿）原${contact}＿＿＿＿＿＿已不再负责贵会会员事务，无法移交会员系统的账号。

现授权我${unit}＿＿＿＿＿＿（手机号：＿＿＿＿＿＿＿＿＿＿）为新的${contact}，接管我${unit}在贵会会员系统里的账号，办理会员事务。

原账号请按下列方式处理（请勾选）：□ 停止代表我${unit}　□ 保留

我${unit}对以上内容的真实性负责。`,
    signature: [
      { label: `${unit}（盖章）`, value: '' },
      { label: '法定代表人（签字）', value: '' },
    ],
    signedOn: 'blank',
  })
  return { bytes, mediaType: 'application/pdf', name: '会员账号接管授权函.pdf' }
}
