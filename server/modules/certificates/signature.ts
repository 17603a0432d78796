import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

const name = 'certificates'

/** What this association signs its certificates with. Made at the first use; of two at once the database keeps one. */
async function secretOf(tx: Tx, ctx: Context): Promise<Buffer> {
  const key = { association_id: ctx.association.id, name }
  const find = () =>
    tx
      .selectFrom('association_secrets')
      .select('secret')
      .where('association_id', '=', key.association_id)
      .where('name', '=', name)
      .executeTakeFirst()
  const known = await find()
  if (known) return known.secret
  await tx
    .insertInto('association_secrets')
    .values({ ...key, secret: randomBytes(32), created_at: ctx.kernel.clock.now() })
    .onConflict((clash) => clash.doNothing())
    .execute()
  const made = await find()
  if (!made) throw new TypeError('the secret was not kept')
  return made.secret
}

/** Proves that an address was printed by us: 128 bits of HMAC-SHA256 over the number. */
export async function signNumber(tx: Tx, ctx: Context, number: string): Promise<string> {
  return createHmac('sha256', await secretOf(tx, ctx))
    .update(`certificate:${ctx.association.id}:${number}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url')
}

export async function isSigned(tx: Tx, ctx: Context, number: string, signature: string): Promise<boolean> {
  const right = Buffer.from(await signNumber(tx, ctx, number))
  const given = Buffer.from(signature)
  return given.length === right.length && timingSafeEqual(given, right)
}
