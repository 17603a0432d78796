import { describe, expect, it } from 'vitest'
import { checkTransferCode, makeTransferCode, normaliseTransferCode, showTransferCode, TRANSFER_ALPHABET } from './transfer-code.ts'

/** Numbers that repeat from run to run. */
function pseudo(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

describe('CACEM-16 the code in the remittance note', () => {
  const random = pseudo(7)
  const codes = Array.from({ length: 200 }, () => makeTransferCode(random))

  it('has eight characters that can’t be taken for each other', () => {
    expect(codes.every((code) => checkTransferCode(code) === null && code.length === 8)).toBe(true)
    expect([...'0O1IL'].some((letter) => TRANSFER_ALPHABET.includes(letter))).toBe(false)
  })

  it('tells every single wrong character and every swap of two', () => {
    const code = codes[0] ?? ''
    for (let at = 0; at < 8; at += 1) {
      for (const letter of TRANSFER_ALPHABET) {
        if (letter !== code[at])
          expect(checkTransferCode(code.slice(0, at) + letter + code.slice(at + 1))).toBe('汇款识别码有一位抄错了，请核对。')
      }
    }
    for (const each of codes) {
      for (let at = 0; at < 7; at += 1) {
        if (each[at] === each[at + 1]) continue
        expect(checkTransferCode(each.slice(0, at) + each[at + 1] + each[at] + each.slice(at + 2))).not.toBeNull()
      }
    }
  })

  it('is read however a clerk writes it, and says what is wrong', () => {
    const code = codes[1] ?? ''
    expect(normaliseTransferCode(showTransferCode(code).toLowerCase())).toBe(code)
    expect(checkTransferCode('ABC')).toContain('应为 8 位')
    expect(checkTransferCode('ABCD234O')).toContain('不会出现“O”')
  })
})
