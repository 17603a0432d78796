import { strFromU8, unzipSync } from 'fflate'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { workbook } from './index.ts'

const table = {
  title: '示例会员汇总表',
  notes: ['示例建设集团有限公司　2026-11-21'],
  columns: [{ label: '姓名', width: 12 }, { label: '身份证号', width: 22 }, { label: '备注' }],
  rows: [
    ['张示例', '620102199001010000', '=1+1'],
    ['李示例', '012345', '两行\n字\u0007'],
  ],
}

describe('a workbook', () => {
  it('GSJL-09 holds title, note, head and every row; numbers and formulas stay text', async () => {
    const bytes = await workbook(table)
    const { sheets } = await readXlsx(bytes)
    const rows = sheets[0]?.rows.map((row) => row.filter((cell) => cell !== null && cell !== '')) ?? []
    expect(sheets[0]?.name).toBe('示例会员汇总表')
    expect(rows).toEqual([
      ['示例会员汇总表'],
      ['示例建设集团有限公司　2026-11-21'],
      ['姓名', '身份证号', '备注'],
      ['张示例', '620102199001010000', '=1+1'],
      ['李示例', '012345', '两行\n字'],
    ])
    expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())).not.toContain('<f>')
  })

  it('GSJL-09 prints on A4 landscape with its head on every page', async () => {
    const files = unzipSync(await workbook(table))
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    expect(sheet).toMatch(/<pageSetup[^>]*orientation="landscape"/)
    expect(sheet).toMatch(/<pageSetup[^>]*paperSize="9"/)
    expect(strFromU8(files['xl/workbook.xml'] ?? new Uint8Array())).toMatch(/_xlnm\.Print_Titles[^>]*>[^<]*\$3:\$3/)
  })

  it('has a tab even when the title holds what tabs refuse', async () => {
    const { sheets } = await readXlsx(await workbook({ ...table, title: '汇总[1]/2:3', rows: [] }))
    expect(sheets[0]?.name).toBe('汇总 1  2 3')
  })
})
