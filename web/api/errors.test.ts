import { describe, expect, it } from 'vitest'
import { errorList } from '../../contract/errors.ts'
import { ApiError, errorMessage, fieldErrors, networkError, refusalFrom } from './errors.ts'
import { mayRetry } from './query.ts'

describe('what a person reads when a request fails', () => {
  it('is the server’s own sentence, with the problems by field', () => {
    const error = refusalFrom(400, {
      code: 'input-invalid',
      message: '有 1 处需要修改',
      problems: [{ path: 'contacts.0.mobile', message: '手机号应为 11 位' }],
    })
    expect(errorMessage(error)).toBe('有 1 处需要修改')
    expect(fieldErrors(error)).toEqual({ 'contacts.0.mobile': '手机号应为 11 位' })
  })

  it('is worded by the status when a proxy answered with a page of its own', () => {
    expect(refusalFrom(413, undefined).code).toBe('too-large')
    expect(refusalFrom(502, '<html>').message).toBe(errorList.unavailable.message)
    expect(refusalFrom(418, { code: 'teapot', message: 'short and stout' }).message).toBe(errorList.unexpected.message)
  })

  it('never shows the text of a defect', () => {
    expect(errorMessage(new TypeError('x is not a function'))).toBe(errorList.unexpected.message)
    expect(fieldErrors(new TypeError('x'))).toEqual({})
  })
})

describe('what is tried again by itself', () => {
  it('is what may pass: a broken line, a busy server; twice at most', () => {
    expect(mayRetry(0, networkError('unreachable'))).toBe(true)
    expect(mayRetry(1, refusalFrom(503, undefined))).toBe(true)
    expect(mayRetry(2, refusalFrom(503, undefined))).toBe(false)
  })

  it('is never a refusal, nor what the person stopped', () => {
    expect(mayRetry(0, new ApiError(403, { code: 'not-allowed', message: '没有权限' }))).toBe(false)
    expect(mayRetry(0, networkError('aborted'))).toBe(false)
  })
})
