import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexed, wanted } from './grams.ts'

const member = {
  names: ['示例建设集团有限公司', '示例第３建筑公司'],
  initials: ['sljsjtyxgs', 'sldjzgs'],
  others: ['91110000MA0000000X', '2026-00001', '张示例', '13800000000'],
}

function finds(typed: string, of = member): boolean {
  const { haystack, grams } = indexed(of)
  const asked = wanted(typed)
  // The database's LIKE, by hand.
  const like = (pattern: string) => haystack.includes(pattern.slice(1, -1).replace(/\\(.)/g, '$1'))
  return asked.likes.every(like) && asked.grams.every((gram) => grams.includes(gram))
}

describe('STAFF-03 a member is found', () => {
  test.each([
    ['part of the name', '建设'],
    ['one character', '集'],
    ['two parts', '示例 集团'],
    ['a former name', '第3建筑'],
    ['full-width digits', '第３'],
    ['pinyin initials', 'SLJS'],
    ['the whole credit code', '91110000ma0000000x'],
    ['part of the credit code', '0000MA00'],
    ['the contact’s mobile', '13800000000'],
    ['the end of a mobile', '0000000'],
    ['the contact’s name', '张示'],
    ['the number', '2026-00001'],
  ])('by %s', (_, typed) => expect(finds(typed)).toBe(true))

  test.each([['建材'], ['sljt'], ['13900000000'], ['例建示'], ['%'], ['_']])('not by %s', (typed) => expect(finds(typed)).toBe(false))

  test('by any part of any of its texts', () => {
    const text = fc.string({ unit: fc.constantFrom('中', '建', '𬭎', 'a', 'Z', '3', '（', ' ', '·'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(text, fc.nat(11), fc.nat(11), (whole, from, length) => {
        const part = [...whole].slice(from, from + length + 1).join('')
        return finds(part, { names: [whole], initials: [], others: [] })
      }),
    )
  })
})

test('names stand apart from the rest, so that the public list searches names only', () => {
  const [names, others] = indexed(member).haystack.split('\t')
  expect(names).toBe('示例建设集团有限公司\n示例第3建筑公司\nsljsjtyxgs\nsldjzgs')
  expect(others).toContain('13800000000')
})
