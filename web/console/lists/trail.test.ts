import { expect, test } from 'vitest'
import { beside } from './trail.ts'

const trail = { back: '/matters', label: '待办事项', ids: ['a', 'b', 'c'] }

test('previous and next follow the list one came from', () => {
  expect(beside(trail, 'b')).toEqual({ previous: 'a', next: 'c' })
  expect(beside(trail, 'c')).toEqual({ previous: 'b', next: null })
})

test('a matter that is not on the list leads to its first; without a list there is nowhere to go', () => {
  expect(beside(trail, 'z')).toEqual({ previous: null, next: 'a' })
  expect(beside(null, 'a')).toEqual({ previous: null, next: null })
})
