import type { CodeAddress } from '../../../contract/accounts.ts'
import { checkEmail } from '../../../contract/rules/email.ts'
import { checkMobile } from '../../../contract/rules/phone.ts'
import { Refusal } from '../../kernel/errors.ts'
import { tidy } from './identifiers.ts'

/** Where a code or a link goes. */
export interface Address {
  channel: 'sms' | 'email'
  value: string
}

/** A number as stored; throws `input-invalid` for one that can't be. */
export function requireMobile(typed: string, path = 'mobile'): string {
  return checked(tidy.mobile(typed), checkMobile, { path, label: '手机号' })
}

/** An address as stored; throws `input-invalid` for one no mail can reach. */
export function requireEmail(typed: string, path = 'email'): string {
  return checked(tidy.email(typed), checkEmail, { path, label: '邮箱' })
}

/** The one of the two that was given. */
export function requireAddress({ mobile, email }: CodeAddress): Address {
  if (mobile !== undefined) return { channel: 'sms', value: requireMobile(mobile) }
  return { channel: 'email', value: requireEmail(email ?? '') }
}

function checked(value: string, check: (value: string) => string | null, place: { path: string; label: string }): string {
  const message = value === '' ? `请填写${place.label}` : check(value)
  if (message) throw new Refusal('input-invalid', { problems: [{ ...place, message }] })
  return value
}
