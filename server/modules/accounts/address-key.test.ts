import { expect, it } from 'vitest'
import type { Context } from '../../kernel/context.ts'
import { addressKey } from './tries.ts'

const keyOf = (address: string) => addressKey({ origin: { requestId: '', address, userAgent: '' } } as Context)

it('counts an IPv4 address for itself, also when it comes as IPv6', () => {
  expect(keyOf('203.0.113.7')).toBe('203.0.113.7')
  expect(keyOf('::ffff:203.0.113.7')).toBe('203.0.113.7')
})

it.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:1:2:3'],
  ['2001:db8::a:b:c:d', '2001:db8::1'],
  ['2001:db8:1::b:c:d', '2001:db8:1:0:1:2:3:4'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2::1'],
  ['fe80::1%eth0', 'fe80::2'],
])('counts %s and %s as one household, however they are shortened', (one, other) => {
  expect(keyOf(one)).toBe(keyOf(other))
})

it('tells two households apart', () => {
  expect(keyOf('2001:db8:1:2::1')).not.toBe(keyOf('2001:db8:1:3::1'))
  expect(keyOf('::1')).not.toBe(keyOf('2001:db8::1'))
})
