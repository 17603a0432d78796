import { strToU8, zipSync } from 'fflate'
import { formatDay } from '../../../../contract/rules/days.ts'
import { capitalFen, formatFen } from '../../../../contract/rules/money.ts'

/** An invented official document: none of these numbers was ever given out. */
export interface Sample {
  document: 'fiscal' | 'tax'
  code?: string
  number: string
  checkCode?: string
  title: string
  creditCode: string
  payee: string
  payeeCode?: string
  amountFen: number
  issuedOn: string
  item?: string
  remark?: string
  red?: boolean
}

interface Piece {
  text: string
  x: number
  y: number
}

/** Where the words of a document stand, in points from the top left of its page. */
function piecesOf(sample: Sample): Piece[] {
  return sample.document === 'tax' ? taxPieces(sample) : fiscalPieces(sample)
}

function fiscalPieces({
  code = '',
  number,
  checkCode = '',
  title,
  creditCode,
  payee,
  amountFen,
  issuedOn,
  item,
  remark,
  red,
}: Sample): Piece[] {
  return [
    { text: '全国性社会团体会费统一收据（电子）', x: 180, y: 40 },
    // Label and value apart, as the real ones write them.
    { text: '票据代码：', x: 40, y: 70 },
    { text: code, x: 92, y: 70.5 },
    { text: '票据号码：', x: 360, y: 70 },
    { text: number, x: 412, y: 70.5 },
    { text: `交款人统一社会信用代码：${creditCode}`, x: 40, y: 88 },
    { text: `校验码：${checkCode}`, x: 360, y: 88 },
    { text: `交款人：${title}`, x: 40, y: 106 },
    { text: `开票日期：${issuedOn}`, x: 360, y: 106 },
    { text: '项目编码', x: 40, y: 130 },
    { text: '项目名称', x: 130, y: 130 },
    { text: '标 准', x: 330, y: 130 },
    { text: '金额(元)', x: 430, y: 130 },
    { text: '10107', x: 40, y: 148 },
    { text: item ?? '会费', x: 130, y: 148 },
    { text: formatFen(amountFen), x: 430, y: 148 },
    { text: `金额合计（大写）${capitalFen(amountFen)}`, x: 40, y: 240 },
    { text: `（小写）${red ? '-' : ''}${formatFen(amountFen).replaceAll(',', '')}`, x: 360, y: 240 },
    { text: '其他信息', x: 40, y: 262 },
    { text: `备注：${remark ?? ''}`, x: 90, y: 262 },
    { text: `收款单位（章）：${payee}`, x: 40, y: 300 },
    { text: '复核人：示例甲', x: 300, y: 300 },
    { text: '收款人：示例乙', x: 430, y: 300 },
  ]
}

function taxPieces({ number, title, creditCode, payee, payeeCode = '', amountFen, issuedOn, item, remark, red }: Sample): Piece[] {
  return [
    { text: `电子发票（普通发票）${red ? '红字' : ''}`, x: 220, y: 40 },
    { text: '发票号码：', x: 400, y: 40 },
    { text: number, x: 450, y: 40.4 },
    { text: '开票日期：', x: 400, y: 56 },
    { text: formatDay(issuedOn), x: 450, y: 56.4 },
    { text: '购', x: 30, y: 80 },
    { text: `名称：${title}`, x: 48, y: 86 },
    { text: '销', x: 310, y: 80 },
    { text: `名称：${payee}`, x: 328, y: 86 },
    { text: `统一社会信用代码/纳税人识别号：${creditCode}`, x: 48, y: 110 },
    { text: `统一社会信用代码/纳税人识别号：${payeeCode}`, x: 328, y: 110 },
    { text: '项目名称', x: 50, y: 134 },
    { text: '金 额', x: 420, y: 134 },
    { text: '税率/征收率', x: 470, y: 134 },
    { text: item ?? '*非学历教育服务*培训费', x: 50, y: 150 },
    { text: formatFen(amountFen), x: 420, y: 150 },
    { text: '免税', x: 480, y: 150 },
    { text: '价税合计（大写）', x: 40, y: 220 },
    { text: capitalFen(amountFen).replace('元', '圆'), x: 140, y: 220 },
    { text: '（小写）', x: 400, y: 220 },
    { text: `${red ? '-' : ''}¥${formatFen(amountFen).replaceAll(',', '')}`, x: 440, y: 220.3 },
    { text: `备注 ${remark ?? ''}`, x: 40, y: 250 },
    { text: '开票人：示例丙', x: 40, y: 290 },
  ]
}

/** A small real PDF: its letters are coded as Unicode and say so (ToUnicode), the font is left to whoever shows it. */
export function samplePdf(sample: Sample): Buffer {
  const height = 340
  const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex')
  const shown = piecesOf(sample)
    .map(({ text, x, y }) => `BT /F1 9 Tf ${x} ${(height - y).toFixed(2)} Td <${hex(text)}> Tj ET`)
    .join('\n')
  // As writers of PDF do, the map holds the letters that are used, a hundred in a block.
  const used = [...new Set(piecesOf(sample).flatMap(({ text }) => [...text]))].map((letter) => `<${hex(letter)}> <${hex(letter)}>`)
  const blocks = Array.from({ length: Math.ceil(used.length / 100) }, (_, at) => used.slice(at * 100, at * 100 + 100))
  const toUnicode = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
${blocks.map((block) => `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`).join('\n')} endcmap end end`
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 610 ${height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    stream(shown),
    '<< /Type /Font /Subtype /Type0 /BaseFont /SampleSong /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>',
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SampleSong /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [0 [500] 32 126 500] /FontDescriptor 8 0 R >>',
    stream(toUnicode),
    '<< /Type /FontDescriptor /FontName /SampleSong /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>',
  ])
}

const stream = (content: string) => `<< /Length ${Buffer.byteLength(content)} >>\nstream\n${content}\nendstream`

function pdfOf(objects: string[]): Buffer {
  let text = '%PDF-1.7\n'
  const offsets = objects.map((object, at) => {
    const offset = Buffer.byteLength(text)
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${Buffer.byteLength(text)}\n%%EOF\n`,
  )
}

const xml = (text: string) => text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? '')
const mm = (points: number) => ((points * 25.4) / 72).toFixed(3)
const head = '<?xml version="1.0" encoding="UTF-8"?>'
const ofd = 'xmlns:ofd="http://www.ofdspec.org/2016"'

/** An OFD (GB/T 33190) of one page. `stated`: it also says its data outright, as tax invoices do. */
export function sampleOfd(sample: Sample, { stated = false } = {}): Buffer {
  const objects = piecesOf(sample)
    .map(
      ({ text, x, y }, at) =>
        `<ofd:TextObject ID="${at + 10}" Boundary="${mm(x)} ${mm(y - 9)} ${mm(text.length * 9)} ${mm(9)}" Font="1" Size="3.2"><ofd:TextCode X="0" Y="${mm(9)}">${xml(text)}</ofd:TextCode></ofd:TextObject>`,
    )
    .join('')
  const data = [
    ['发票号码', sample.number],
    ['开票日期', sample.issuedOn],
    ['合计金额', (sample.amountFen / 100).toFixed(2)],
    ['购买方纳税人识别号', sample.creditCode],
  ]
    .map(([name, value]) => `<ofd:CustomData Name="${name}">${value}</ofd:CustomData>`)
    .join('')
  return Buffer.from(
    zipSync({
      'OFD.xml': strToU8(
        `${head}<ofd:OFD ${ofd} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>${stated ? `<ofd:CustomDatas>${data}</ofd:CustomDatas>` : ''}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
      ),
      'Doc_0/Document.xml': strToU8(
        `${head}<ofd:Document ${ofd}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>`,
      ),
      'Doc_0/Pages/Page_0/Content.xml': strToU8(
        `${head}<ofd:Page ${ofd}><ofd:Content><ofd:Layer ID="2">${objects}</ofd:Layer></ofd:Content></ofd:Page>`,
      ),
    }),
  )
}

/** A ZIP as a clerk's machine makes it. */
export const sampleZip = (files: Record<string, Uint8Array>): Buffer => Buffer.from(zipSync(files))
