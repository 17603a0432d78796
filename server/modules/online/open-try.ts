import type { OnlineTry } from '../../../contract/online.ts'
import { type OnlineMethod, type OnlineWay, onlineMethodNames } from '../../../contract/online-words.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { countTry } from '../../kernel/limits.ts'
import { qrSvg } from '../../kernel/typeset/index.ts'
import { orderMissing } from '../dues/index.ts'
import { accountOf, gatewayOf, isForMember, notifyUrl, paysInWechat } from './accounts.ts'
import { askAll, readMine } from './check.ts'
import { type Account, GatewayError, waysOf } from './gateway.ts'
import { bridgeOf, checkState, openIdOf, pageOf } from './in-wechat.ts'
import { markClosed, type Try, triesOfOrder } from './store.ts'

interface Wish {
  method: OnlineMethod
  device: 'desk' | 'phone' | 'wechat'
  /** What 微信's authorisation sent back. */
  code?: string | undefined
  state?: string | undefined
}

const openFor = 30 * 60_000
/** A try with less time left than this is not offered again. */
const least = 5 * 60_000
const mostPerHour = 40

/**
 * Something to pay with now: a page to go to, or a code to scan. Asked twice, the first is given again; another way closes the one before,
 * at the gateway too, so that one order is not paid twice.
 */
export async function openTry(ctx: MemberContext, orderId: string, wish: Wish): Promise<OnlineTry> {
  await payable(ctx, orderId)
  const account = (await isForMember(ctx, wish.method)) ? await accountOf(ctx, wish.method) : null
  if (!account) throw new Refusal('not-ready', `${onlineMethodNames[wish.method]}还没有开通，请用其他方式交费`)
  const way = wayOf(account, wish)
  if (way === 'jsapi' && paysInWechat(account)) checkState(ctx, account, orderId, wish.state ?? '')
  const before = await inTx(ctx, (tx) => triesOfOrder(tx, ctx, orderId))
  const others = before.filter((one) => one.state === 'pending' && !(one.method === wish.method && one.way === way))
  await askAll(ctx, others, { end: true })
  const { one, fresh } = await takeOrInsert(ctx, orderId, wish.method, way)
  return present(ctx, account, fresh ? await askForLink(ctx, account, one, wish.code ?? '') : one)
}

/** Inside 微信 a payment is for an openid; the demo's cashier is a page like any other. */
function wayOf(account: Account, { method, device }: Wish): OnlineWay {
  if (device !== 'wechat') return waysOf[method][device]
  if (account.demo) return waysOf[method].phone
  if (!paysInWechat(account)) throw new Refusal('not-ready', '微信内不能这样支付，请在浏览器中打开本页支付')
  return 'jsapi'
}

async function payable(ctx: MemberContext, orderId: string): Promise<void> {
  const { state } = await readMine(ctx, orderId)
  if (state === 'paid') throw new Refusal('already-done', '这笔订单已到账，无需再付')
  if (state === 'cancelled') throw new Refusal('not-ready', '这笔订单已经取消，请重新生成订单')
  if (state === 'expired') throw new Refusal('not-ready', '这笔订单已过期，请先恢复订单再支付')
}

/** The order's row is locked meanwhile: a double click gets the first click's try. */
async function takeOrInsert(
  ctx: MemberContext,
  orderId: string,
  method: OnlineMethod,
  way: OnlineWay,
): Promise<{ one: Try; fresh: boolean }> {
  const wait = await inTx(ctx, (tx, ctx) => countTry(tx, ctx, { key: `online:${ctx.account.id}`, max: mostPerHour, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', `操作太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`)
  return inTx(ctx, async (tx, ctx) => {
    await tx
      .selectFrom('orders')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .forUpdate()
      .execute()
    await payable(ctx, orderId)
    const amountFen = await orderMissing(tx, ctx, orderId)
    if (amountFen <= 0) throw new Refusal('already-done', '这笔订单已到账，无需再付')
    const now = ctx.kernel.clock.now()
    const known = (await triesOfOrder(tx, ctx, orderId)).find(
      (one) =>
        one.state === 'pending' &&
        one.method === method &&
        one.way === way &&
        one.amountFen === amountFen &&
        one.link !== '' &&
        one.expiresAt.getTime() - now.getTime() > least,
    )
    if (known) return { one: known, fresh: false }
    const id = newId()
    const [createdAt, expiresAt, outTradeNo] = [now, new Date(now.getTime() + openFor), id.replaceAll('-', '')]
    await tx
      .insertInto('online_payments')
      .values({
        association_id: ctx.association.id,
        id,
        order_id: orderId,
        method,
        way,
        out_trade_no: outTradeNo,
        amount_fen: amountFen,
        link: '',
        opened_by: ctx.account.id,
        created_at: createdAt,
        expires_at: expiresAt,
      })
      .execute()
    const one: Try = {
      id,
      orderId,
      method,
      way,
      outTradeNo,
      amountFen,
      state: 'pending',
      link: '',
      createdAt,
      expiresAt,
      tradeNo: null,
      paidFen: null,
      stray: null,
    }
    return { one, fresh: true }
  })
}

async function askForLink(ctx: MemberContext, account: Account, one: Try, code: string): Promise<Try> {
  const order = await readMine(ctx, one.orderId)
  const base = account.demo ? '' : ctx.kernel.config.publicUrl
  const returnUrl = base + (await pageOf(ctx, one.orderId))
  const payer = async () => (one.way === 'jsapi' && paysInWechat(account) ? { openId: await openIdOf(account, code) } : {})
  const link = await payer()
    .then((who) =>
      gatewayOf(account).open(one.way, {
        ...who,
        outTradeNo: one.outTradeNo,
        amountFen: one.amountFen,
        subject: `${ctx.association.shortName} 缴费订单 ${order.number}`.slice(0, 60),
        now: one.createdAt,
        expiresAt: one.expiresAt,
        returnUrl,
        notifyUrl: notifyUrl(ctx, one.method, account.demo),
        address: ctx.origin?.address ?? '127.0.0.1',
      }),
    )
    .catch(async (error: unknown) => {
      await inTx(ctx, (tx) => markClosed(tx, ctx, one.id))
      if (!(error instanceof GatewayError)) throw error
      ctx.kernel.log.error({ why: error.message, method: one.method }, 'a payment could not be opened')
      throw new Refusal('unavailable', `${onlineMethodNames[one.method]}暂时不能使用，请稍后再试或用其他方式交费`)
    })
  await inTx(ctx, async (tx, ctx) => {
    await tx
      .updateTable('online_payments')
      .set({ link })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', one.id)
      .execute()
    await audit(tx, ctx, {
      action: 'online.opened',
      subject: { kind: 'order', id: order.id, label: `${order.number} · ${order.payer.unit}` },
      after: { method: one.method, way: one.way, outTradeNo: one.outTradeNo, amountFen: one.amountFen },
    })
  })
  return { ...one, link }
}

async function present(ctx: MemberContext, account: Account, one: Try): Promise<OnlineTry> {
  // The demo's gateway is this very server: a visitor reaches it under the address that he came by.
  const link = account.demo ? pathOf(one.link) : one.link
  const code = account.demo ? ctx.kernel.config.publicUrl + link : link
  const [native, bridged] = [one.way === 'native', one.way === 'jsapi']
  return {
    id: one.id,
    method: one.method,
    way: one.way,
    amountFen: one.amountFen,
    link: (native && !account.demo) || bridged ? null : link,
    code: native ? `data:image/svg+xml;base64,${(await qrSvg(code)).toString('base64')}` : null,
    bridge: bridged && account.method === 'wechat' ? bridgeOf(account, one.link, ctx.kernel.clock.now()) : null,
    expiresAt: one.expiresAt.toISOString(),
    demo: account.demo,
  }
}

function pathOf(link: string): string {
  const { pathname, search } = new URL(link)
  return pathname + search
}
