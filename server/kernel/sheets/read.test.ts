import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../errors.ts'
import { readSheets, workbook } from './index.ts'
import { parseSeparated } from './separated.ts'

const why = (bytes: Buffer) =>
  readSheets(bytes, '流水.xlsx').then(
    () => 'read',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  )

describe('reading a sheet', () => {
  it('reads back what we write, as text', async () => {
    const { kind, grids } = await readSheets(
      await workbook({ title: '示例', columns: [{ label: '号' }], rows: [['007'], ['=1+1']] }),
      'a.xlsx',
    )
    expect([kind, grids[0]?.rows]).toEqual(['xlsx', [['示例'], ['号'], ['007'], ['=1+1']]])
  })

  it('refuses a bomb before it unfolds, a broken file, a picture and nothing at all', async () => {
    const bomb = Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(210_000_000) }, { level: 6 }))
    expect(bomb.length).toBeLessThan(1_000_000)
    expect(await why(bomb)).toBe('too-large')
    expect(await why(Buffer.from('PK\u0003\u0004 and no more'))).toBe('wrong-file')
    expect(await why(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46]))).toBe('wrong-file')
    expect(await why(Buffer.alloc(0))).toBe('wrong-file')
  })

  it('text: the separator most used, quotes, empty cells, a row cut short', () => {
    expect(parseSeparated('a,"b ""c"", d",\r\n1,2')).toEqual([
      ['a', 'b "c", d', ''],
      ['1', '2'],
    ])
    expect(parseSeparated('"a"\t\t"b"\n\n"c')).toEqual([['a', '', 'b'], [''], ['"c']])
    expect(parseSeparated('"a"\t,"b"x,c\n')).toEqual([['a\t', 'bx', 'c']])
  })
})
