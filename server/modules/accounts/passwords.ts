import { hash, verify } from '@node-rs/argon2'
import { checkPassword } from '../../../contract/rules/password.ts'
import type { Context } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'

// Argon2id is the library's default algorithm. OWASP: 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** About 13 ms of another thread: never inside a transaction. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost)

let nobody: Promise<string> | undefined

/** Whether it is the password. Takes as long for an account that is not there or has none. */
export async function isPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  nobody ??= hashPassword('nobody has this one')
  const right = await verify(stored ?? (await nobody), password)
  return right && Boolean(stored)
}

/** Throws `input-invalid` with the association's own rule in the sentence. */
export function requirePassword(ctx: Context, password: string, path = 'password'): void {
  const message = checkPassword(password, ctx.association.settings.password)
  if (message) throw new Refusal('input-invalid', { problems: [{ path, label: '密码', message }] })
}
