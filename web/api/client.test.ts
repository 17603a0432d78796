import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addressOf } from './client.ts'
import { doorPath, loginPath, safeNext } from './place.ts'

beforeEach(() => vi.stubGlobal('location', { pathname: '/example/portal/dues', search: '?year=2026' }))
afterEach(() => vi.unstubAllGlobals())

describe('an address of the API', () => {
  it('lies under the association, with its parameters escaped and empty filters left out', () => {
    expect(
      addressOf('GET /members/:id/files/:file', {
        params: { id: 'a b', file: '1/2' },
        query: { q: '质量', after: undefined, state: '', kind: ['x', 'y'] },
      }),
    ).toEqual({
      method: 'GET',
      url: '/example/api/members/a%20b/files/1%2F2?q=%E8%B4%A8%E9%87%8F&kind=x&kind=y',
    })
  })
})

describe('where to go after signing in', () => {
  it('remembers the page one came from', () => {
    expect(loginPath()).toBe('/example/login?next=%2Fexample%2Fportal%2Fdues%3Fyear%3D2026')
    expect(safeNext('/example/portal/dues?year=2026')).toBe('/example/portal/dues?year=2026')
  })

  it.each(['https://evil.example', '//evil.example', '/other/portal/', '/example//evil.example', '/example/\\evil', undefined, 7])(
    'never follows %s',
    (next) => {
      expect(safeNext(next)).toBe(doorPath('portal'))
    },
  )
})
