import type { AccountChange, OnlineAccount, OnlineMethods } from '../../../contract/online.ts'
import { type OnlineMethod, onlineMethodNames } from '../../../contract/online-words.ts'
import { allMethods, methodsFor } from '../../../contract/rules/pay-methods.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { memberById } from '../members/index.ts'
import { completeAccount, problemsOf, secretNames, settingNames } from './account-fields.ts'
import { alipayGateway } from './alipay.ts'
import { type Account, type Gateway, GatewayError, type WechatAccount } from './gateway.ts'
import { wechatGateway } from './wechat.ts'

const methods: readonly OnlineMethod[] = ['alipay', 'wechat']

/** A gateway that plays both, for visitors of the demo. `base` is how we reach it and how it reaches us. */
export interface DemoGateway {
  base(): string
  account(method: OnlineMethod): Promise<Account>
}
let demo: DemoGateway | undefined

/** Called by the server's start in demo mode, and by nobody else. */
export function useDemoGateway(gateway: DemoGateway | undefined): void {
  demo = gateway
}

interface Kept {
  settings: Record<string, string>
  keys: Record<string, string>
  enabled: boolean
}

async function kept(tx: Tx, ctx: Context, method: OnlineMethod): Promise<Kept | null> {
  const row = await tx
    .selectFrom('online_accounts as a')
    .leftJoin('association_secrets as s', (join) =>
      join.onRef('s.association_id', '=', 'a.association_id').on('s.name', '=', secretName(method)),
    )
    .select(['a.settings', 'a.enabled', 's.secret'])
    .where('a.association_id', '=', ctx.association.id)
    .where('a.method', '=', method)
    .executeTakeFirst()
  if (!row) return null
  return { settings: asTexts(row.settings), keys: row.secret ? asTexts(JSON.parse(row.secret.toString('utf8'))) : {}, enabled: row.enabled }
}

const secretName = (method: OnlineMethod) => `online-${method}`

function asTexts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
}

const isOffered = (ctx: Context, method: OnlineMethod): boolean => allMethods(ctx.association.settings.dues.methods).includes(method)

/** The agreement to pay by, or null when there is none. `ended`: also one that was switched off, whose last payments may still come. */
export async function accountOf(ctx: Context, method: OnlineMethod, options: { ended?: boolean } = {}): Promise<Account | null> {
  const row = await inTx(ctx, (tx) => kept(tx, ctx, method))
  if (row && (row.enabled || options.ended)) {
    const whole = completeAccount(ctx.kernel.config.payGateways, method, row.settings, row.keys)
    if (whole) return whole
  }
  return demo && isOffered(ctx, method) ? demo.account(method) : null
}

export const gatewayOf = (account: Account): Gateway => (account.method === 'alipay' ? alipayGateway(account) : wechatGateway(account))

/** Where a gateway tells us of a payment. The demo's own is inside the house. */
export function notifyUrl(ctx: Context, method: OnlineMethod, isDemo: boolean): string {
  const base = isDemo && demo ? demo.base() : ctx.kernel.config.publicUrl
  return `${base}/${ctx.association.slug}/notify/${method}`
}

/** Whether the member one acts for may pay with it. */
export async function isForMember(ctx: MemberContext, method: OnlineMethod): Promise<boolean> {
  const { kind } = await inTx(ctx, (tx) => memberById(tx, ctx, ctx.memberId))
  return methodsFor(ctx.association.settings.dues.methods, kind).includes(method)
}

/** 微信 lets pay inside itself only whom its own authorisation has named. */
export const paysInWechat = (account: Account): account is WechatAccount => account.method === 'wechat' && account.appSecret !== ''

/** CACEM-09, CAQ-18: what a member may pay with here. */
export async function offeredMethods(ctx: MemberContext): Promise<OnlineMethods['methods']> {
  const found: OnlineMethods['methods'] = []
  for (const method of methods) {
    if (!(await isForMember(ctx, method))) continue
    const account = await accountOf(ctx, method)
    if (account) found.push({ method, demo: account.demo, inWechat: account.demo || paysInWechat(account) })
  }
  return found
}

/** 在线支付设置. No key ever leaves the house. */
export async function listAccounts(ctx: StaffContext): Promise<OnlineAccount[]> {
  authorize(ctx, 'dues.configure')
  return inTx(ctx, async (tx, ctx) => {
    const shown: OnlineAccount[] = []
    for (const method of methods) shown.push(await showAccount(tx, ctx, method))
    return shown
  })
}

async function showAccount(tx: Tx, ctx: StaffContext, method: OnlineMethod): Promise<OnlineAccount> {
  const row = await kept(tx, ctx, method)
  const about = await tx
    .selectFrom('online_accounts as o')
    .leftJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'o.association_id').onRef('a.id', '=', 'o.changed_by'))
    .select(['o.changed_at', 'o.tested_at', 'o.test_failure', 'a.name'])
    .where('o.association_id', '=', ctx.association.id)
    .where('o.method', '=', method)
    .executeTakeFirst()
  const whole = row !== null && completeAccount(ctx.kernel.config.payGateways, method, row.settings, row.keys) !== null
  const offered = isOffered(ctx, method)
  const may = whyNot(ctx, 'dues.configure')
  const incomplete = whole ? null : '请先填写完整并保存'
  return {
    method,
    offered,
    enabled: row?.enabled ?? false,
    demo: demo !== undefined && offered && !(row?.enabled && whole),
    settings: row?.settings ?? {},
    keys: Object.keys(row?.keys ?? {}),
    notifyUrl: notifyUrl(ctx, method, false),
    changedAt: about?.changed_at.toISOString() ?? null,
    changedBy: about?.name ?? null,
    testedAt: about?.tested_at?.toISOString() ?? null,
    testFailure: about?.test_failure ?? '',
    can: { change: may, enable: may ?? incomplete, test: may ?? incomplete },
  }
}

/** New numbers or keys. A key that is left empty stays; what was tested before is tested no longer. */
export async function changeAccount(ctx: StaffContext, change: AccountChange): Promise<void> {
  authorize(ctx, 'dues.configure')
  const { method } = change
  const given = <T extends string>(from: Record<string, string>, names: readonly T[]) =>
    Object.fromEntries(names.map((name) => [name, from[name]?.trim() ?? '']).filter(([, text]) => text !== ''))
  const settings = given(change.settings, settingNames(method))
  const fresh = given(change.keys, secretNames(method))
  const problems = problemsOf(method, settings, fresh)
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  await inTx(ctx, async (tx, ctx) => {
    const before = await kept(tx, ctx, method)
    const keys = { ...before?.keys, ...fresh }
    if (change.enabled && !completeAccount(ctx.kernel.config.payGateways, method, settings, keys))
      throw new Refusal('not-ready', `${onlineMethodNames[method]}的资料还不完整，不能启用`)
    const now = ctx.kernel.clock.now()
    const values = { settings: JSON.stringify(settings), enabled: change.enabled, changed_by: ctx.account.id, changed_at: now }
    await tx
      .insertInto('online_accounts')
      .values({ association_id: ctx.association.id, method, ...values })
      .onConflict((clash) => clash.columns(['association_id', 'method']).doUpdateSet({ ...values, tested_at: null, test_failure: '' }))
      .execute()
    const secret = Buffer.from(JSON.stringify(keys))
    await tx
      .insertInto('association_secrets')
      .values({ association_id: ctx.association.id, name: secretName(method), secret, created_at: now })
      .onConflict((clash) => clash.columns(['association_id', 'name']).doUpdateSet({ secret }))
      .execute()
    await audit(tx, ctx, {
      action: 'online.configured',
      subject: { kind: 'online-account', id: method, label: onlineMethodNames[method] },
      before: before && { settings: before.settings, enabled: before.enabled },
      after: { settings, enabled: change.enabled, replaced: Object.keys(fresh) },
    })
  })
}

/** Asks the gateway for a payment that can't exist: numbers, keys and both signatures are right when it says so. */
export async function testAccount(ctx: StaffContext, method: OnlineMethod): Promise<void> {
  authorize(ctx, 'dues.configure')
  const row = await inTx(ctx, (tx) => kept(tx, ctx, method))
  const account = row && completeAccount(ctx.kernel.config.payGateways, method, row.settings, row.keys)
  if (!account) throw new Refusal('not-ready', '请先填写完整并保存')
  const failure = await gatewayOf(account)
    .test()
    .then(() => '', whatFailed)
  await inTx(ctx, (tx) =>
    tx
      .updateTable('online_accounts')
      .set({ tested_at: ctx.kernel.clock.now(), test_failure: failure })
      .where('association_id', '=', ctx.association.id)
      .where('method', '=', method)
      .execute(),
  )
}

function whatFailed(error: unknown): string {
  if (error instanceof GatewayError) return error.message
  throw error
}
