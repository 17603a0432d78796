import type { FastifyInstance } from 'fastify'
import { systemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { escapeHtml, plainPage } from '../../kernel/http/html.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { findAssociation } from '../associations/index.ts'
import { listMessages, type MessageOnFile } from './store.ts'

/** The demo's mailbox page: what would have been sent to phones and mailboxes. Exists in demo mode only. */
export function serveMailbox(app: FastifyInstance, kernel: Kernel): void {
  if (!kernel.config.demo) return
  app.get<{ Params: { association: string } }>('/:association/mailbox', async (request, reply) => {
    const association = await findAssociation(kernel, request.params.association, request.hostname)
    if (!association) throw new Refusal('not-found', '没有这个协会，请检查网址')
    const ctx = systemContext(kernel, association)
    const rows = await inTx(ctx, (tx) => listMessages(tx, ctx, { provider: 'mailbox' }))
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(page(association.shortName, association.slug, rows))
  })
}

function page(name: string, slug: string, rows: MessageOnFile[]): string {
  const items = rows.map(
    (row) => `<article><h2>${row.channel === 'sms' ? '短信' : '邮件'} → ${escapeHtml(row.recipient)}</h2>
<time datetime="${row.created_at.toISOString()}">${row.created_at.toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })}</time>
${row.subject ? `<h3>${escapeHtml(row.subject)}</h3>` : ''}<p>${escapeHtml(row.body).replaceAll('\n', '<br>')}</p></article>`,
  )
  return plainPage(
    `演示信箱 · ${name}`,
    `<h1>演示信箱 · ${escapeHtml(name)}</h1>
<p>演示模式下，短信和邮件不会真的发出，都落在这里。最新的在最上面。<a href="/${slug}/mailbox">刷新</a></p>${items.join('') || '<p>还没有消息。去注册页获取一条验证码试试。</p>'}`,
  )
}
