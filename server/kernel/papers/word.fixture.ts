import { strToU8, zipSync } from 'fflate'

const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const space =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const rels = (rows: string) =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows}</Relationships>`

/** One paragraph; parts are runs, as Word splits what was typed in one go. */
export const paragraph = (...runs: string[]) =>
  `<w:p>${runs.map((text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`).join('')}</w:p>`
export const tableRow = (...cells: string[]) => `<w:tr>${cells.map((text) => `<w:tc>${paragraph(text)}</w:tc>`).join('')}</w:tr>`
export const table = (...rows: string[]) =>
  `<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="444444"/>`)
    .join('')}</w:tblBorders></w:tblPr>${rows.join('')}</w:tbl>`

/** A Word file as small as Word opens one; with `footer`, a template that has a footer of its own. */
export function sampleWord(body: string, footer?: string): Uint8Array {
  const section = footer === undefined ? '' : '<w:footerReference w:type="default" r:id="rId9"/>'
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${main}.document.main+xml"/>${footer === undefined ? '' : `<Override PartName="/word/footer1.xml" ContentType="${main}.footer+xml"/>`}</Types>`,
    '_rels/.rels': rels(`<Relationship Id="rId1" Type="${relation}/officeDocument" Target="word/document.xml"/>`),
    'word/_rels/document.xml.rels': rels(
      footer === undefined ? '' : `<Relationship Id="rId9" Type="${relation}/footer" Target="footer1.xml"/>`,
    ),
    'word/document.xml': `<?xml version="1.0"?><w:document ${space}><w:body>${body}<w:sectPr>${section}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`,
    ...(footer !== undefined && { 'word/footer1.xml': `<?xml version="1.0"?><w:ftr ${space}>${paragraph(footer)}</w:ftr>` }),
  }
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, xml]) => [path, strToU8(xml)])))
}
