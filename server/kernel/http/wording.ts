import type { ErrorObject } from 'ajv'
import localize from 'ajv-i18n/localize/zh/index.js'
import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { Problem } from '../../../contract/errors.ts'

type Localize = (errors: ErrorObject[]) => void

/** Schema faults worded in Chinese, each with the path of the field it is about. */
export function sayInChinese(faults: FastifySchemaValidationError[]): Problem[] {
  const errors = faults as unknown as ErrorObject[]
  // The package's types describe a default export that its CommonJS file does not have.
  const say = localize as unknown as Localize
  say(errors)
  return errors.map((error) => {
    const inner = typeof error.params.missingProperty === 'string' ? `/${error.params.missingProperty}` : ''
    return { path: `${error.instancePath}${inner}`.slice(1).replaceAll('/', '.'), message: error.message ?? '内容有误' }
  })
}
