import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'

it('a result list opens in a spreadsheet as it reads, and no cell of it is a formula', () => {
  expect(
    csvOf([
      ['单位', '结果'],
      ['示例,"甲"', '=1+1'],
    ]),
  ).toBe('\ufeff单位,结果\r\n"示例,""甲""",\'=1+1\r\n')
})
