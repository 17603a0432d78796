import type { Registration } from '../../../contract/accounts.ts'
import type { RegistrationRule } from '../../../contract/preset.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { countTry } from '../../kernel/limits.ts'
import {
  addressKey,
  askConfirmation,
  createAccount,
  findAccount,
  hashPassword,
  type Identifier,
  type Opened,
  openFor,
  releaseUnconfirmed,
  requirePassword,
  tidy,
  useChallenge,
  useCode,
} from '../accounts/index.ts'
import { linkAccount } from './link.ts'
import { refuseKnown } from './refuse-known.ts'
import { type Asked, type Kind, readRegistration } from './registration.ts'

// Where a registration proves nothing, an address may try that often an hour: an office registers, a harvester gives up.
const perHour = 10

/** 注册 (CACEM-02, CEPCA-03, GSJL-01, CAQ-04): an account and an applicant of its own, signed in at once. What it takes says the preset. */
export async function register(ctx: PublicContext, input: Registration): Promise<Opened> {
  const kind = input.kind ?? 'unit'
  const rule = ctx.association.settings.registration[kind]
  const asked = readRegistration(ctx, kind, input)
  requirePassword(ctx, input.password)
  await prove(ctx, rule?.proof ?? 'none', asked, input)
  const passwordHash = await hashPassword(input.password)
  return inTx(ctx, async (tx, inside) => {
    const { accountId } = await enrol(tx, inside, { kind, asked, passwordHash })
    return openFor(tx, inside, accountId)
  })
}

async function prove(ctx: PublicContext, proof: RegistrationRule['proof'], asked: Asked, { code = '', challenge }: Registration) {
  if (proof === 'sms') return useCode(ctx, { mobile: asked.mobile, purpose: 'register', code })
  if (proof === 'email') return useCode(ctx, { email: asked.email, purpose: 'register', code })
  await useChallenge(ctx, challenge)
  const limit = { key: `registrations:${addressKey(ctx)}`, max: perHour, seconds: 3600 }
  const seconds = await inTx({ ...ctx, tx: undefined }, (tx) => countTry(tx, ctx, limit))
  if (seconds > 0) throw new Refusal('too-many', { message: `注册太频繁，请 ${Math.ceil(seconds / 60)} 分钟后再试`, detail: { seconds } })
}

interface Enrolled {
  accountId: string
  memberId: string
}

/** The act itself, for whoever has proof. `asked` must have been read by `readRegistration` or be as good. */
export async function enrol(
  tx: Tx,
  ctx: Context,
  { kind, asked, passwordHash }: { kind: Kind; asked: Asked; passwordHash: string | null },
): Promise<Enrolled> {
  const rule = ctx.association.settings.registration[kind]
  const identifiers = identifiersFrom(rule, asked)
  await releaseUnconfirmed(tx, ctx, identifiers)
  await refuseKnown(tx, ctx, { kind, asked, identifiers })
  const name = asked.name ?? asked['user-name'] ?? asked['unit-name'] ?? ''
  const extra = await alsoReachable(tx, ctx, asked, identifiers)
  const accountId = await createAccount(tx, ctx, { name, passwordHash, identifiers: [...identifiers, ...extra] })
  await audit(tx, ctx, { action: 'account.registered', subject: { kind: 'account', id: accountId, label: name } })
  const memberId = await addApplicant(tx, ctx, accountId, kind, asked)
  if (rule?.confirm && asked.email) await askConfirmation(tx, ctx, { id: accountId, name }, asked.email)
  return { accountId, memberId }
}

interface Unit {
  name: string
  creditCode: string
  person: string
  mobile: string
  passwordHash: string | null
}

/** A unit with a mobile that is known to be theirs, whatever else the preset would ask. */
export function enrolUnit(tx: Tx, ctx: Context, { name, creditCode, person, mobile, passwordHash }: Unit): Promise<Enrolled> {
  return enrol(tx, ctx, { kind: 'unit', asked: { 'unit-name': name, 'credit-code': creditCode, name: person, mobile }, passwordHash })
}

/** What one signs in with afterwards. A number that a code went to always counts: passwords are found again by it. A user name is one's own. */
function identifiersFrom(rule: RegistrationRule | undefined, asked: Asked): Identifier[] {
  const kinds = new Set<RegistrationRule['account'][number]>(rule?.account ?? ['mobile'])
  if (rule?.proof !== 'email' && rule?.proof !== 'none') kinds.add('mobile')
  if (rule?.proof === 'email' || rule?.confirm) kinds.add('email')
  if (asked['user-name']) kinds.add('user-name')
  return [...kinds].flatMap((kind) => {
    // A person's name leads here through the member.
    const value = kind === 'person-name' ? undefined : asked[kind]
    if (kind === 'person-name' || value === undefined) return []
    const confirmed = (kind === 'mobile' && rule?.proof !== 'none') || (kind === 'email' && rule?.proof === 'email')
    return [{ kind, value: tidy[kind](value), confirmed }]
  })
}

// A mail that was only said: for messages, unless it is somebody's already.
async function alsoReachable(tx: Tx, ctx: Context, { email }: Asked, has: readonly Identifier[]): Promise<Identifier[]> {
  if (!email || has.some((one) => one.kind === 'email')) return []
  const said: Identifier = { kind: 'email', value: tidy.email(email) }
  return (await findAccount(tx, ctx, [said])) ? [] : [said]
}

/** Puts an applicant beside an account. Several may claim one credit code until one is admitted. */
async function addApplicant(tx: Tx, ctx: Context, accountId: string, kind: Kind, asked: Asked): Promise<string> {
  const id = newId()
  const now = ctx.kernel.clock.now()
  const name = (kind === 'unit' ? asked['unit-name'] : asked.name) ?? ''
  const creditCode = asked['credit-code'] ?? null
  await tx
    .insertInto('members')
    .values({
      association_id: ctx.association.id,
      id,
      kind,
      name,
      credit_code: creditCode,
      id_card: asked['id-card'] ?? null,
      created_at: now,
      updated_at: now,
    })
    .execute()
  await linkAccount(tx, ctx, accountId, [id])
  await audit(tx, ctx, { action: 'member.registered', subject: { kind: 'member', id, label: name }, after: { name, creditCode } })
  return id
}
