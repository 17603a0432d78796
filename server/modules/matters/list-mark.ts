import { Refusal } from '../../kernel/errors.ts'
import { isUuid } from '../../kernel/ids.ts'

/** Where a page of a list ended: the last row's sort value ('' when it is the id) and id, opaque to the caller. */
export type Mark = [value: string, id: string]

export const writeMark = (mark: Mark): string => Buffer.from(mark.join(' ')).toString('base64url')

export function readMark(after: string | undefined): Mark | null {
  if (!after) return null
  const [value = '', id = ''] = Buffer.from(after, 'base64url').toString().split(' ')
  if (!isUuid(id) || !/^(\d{4}-\d{2}-\d{2}|infinity)?$/.test(value)) throw new Refusal('input-invalid', '列表位置无效，请从第一页重新查看')
  return [value, id]
}
