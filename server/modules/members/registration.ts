import type { Registration } from '../../../contract/accounts.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { RegistrationField } from '../../../contract/preset.ts'
import { registrationRules } from '../../../contract/registration.ts'
import type { Context } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'
import { registrations } from '../associations/index.ts'

export type Kind = 'unit' | 'person'
/** What was asked and answered, as it is kept. */
export type Asked = Partial<Record<RegistrationField, string>>

/** Everything the preset asks of this kind, checked; throws `input-invalid` with each wrong place. */
export function readRegistration(ctx: Context, kind: Kind, input: Registration): Asked {
  const asks = registrations(ctx.association.settings).find((rule) => rule.kind === kind)?.asks
  if (!asks) throw new Refusal('not-allowed', '本协会暂不开放在线注册，请联系协会')
  const asked: Asked = {}
  const problems: Problem[] = []
  for (const { field, label } of asks) {
    const { path, clean, check } = registrationRules[field]
    const value = clean(input[path] ?? '')
    const message = value === '' ? `请填写${label}` : check(value, ctx.kernel.clock.today())
    if (message) problems.push({ path, label, message })
    asked[field] = value
  }
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return asked
}
