import type { FieldType } from '../../../contract/forms/schema.ts'

interface Hints {
  type?: 'text' | 'tel' | 'email'
  inputmode?: 'numeric' | 'tel' | 'email' | 'text'
  autocomplete?: string
  autocapitalize?: 'off' | 'characters'
  maxlength?: number
}

/** Which keyboard a phone shows, and what the browser may offer. Lengths leave room for spaces people paste. */
export const inputHints: Partial<Record<FieldType, Hints>> = {
  name: { autocomplete: 'organization' },
  'person-name': { autocomplete: 'name' },
  mobile: { type: 'tel', inputmode: 'tel', autocomplete: 'tel-national', maxlength: 20 },
  phone: { type: 'tel', inputmode: 'tel', autocomplete: 'tel' },
  email: { type: 'email', inputmode: 'email', autocomplete: 'email' },
  postcode: { inputmode: 'numeric', autocomplete: 'postal-code', maxlength: 10 },
  'id-card': { autocapitalize: 'characters', autocomplete: 'off', maxlength: 24 },
  'bank-code': { inputmode: 'numeric', autocomplete: 'off', maxlength: 20 },
}

const personal = /@(qq|foxmail|163|126|yeah|sina|sohu|139|189|wo|aliyun|outlook|hotmail|gmail|icloud)\./i

/** Company mail often turns away the treasury's e-receipt; said once an address is there, never a refusal. */
export function mailAdvice(address: string): string | null {
  if (!address.includes('@') || personal.test(address)) return null
  return '企业邮箱可能会屏蔽电子票据邮件，建议填写个人邮箱（如 QQ 邮箱）。'
}
