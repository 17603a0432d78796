import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import qrcode from 'qrcode'

/** What stands at the foot of every page beside the QR code of `code`. */
export interface Foot {
  code: string
  /** 事项编号, 表格版本 … */
  text: string
}

const types = { footer: 'application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml', png: 'image/png' }
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const spaces = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  `xmlns:r="${relation}"`,
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
].join(' ')
/** 12 mm in EMU. */
const side = 432_000
const pictureId = 'rIdHuijiCode'
const ownFooter = 'word/footer-huiji.xml'

/** The same Word file with the code at the foot of every page: under what the template has there, in every kind of footer. */
export async function addFoot(docx: Uint8Array, foot: Foot): Promise<Buffer> {
  const parts = unzipSync(docx)
  const png = await qrcode.toBuffer(foot.code, { errorCorrectionLevel: 'Q', margin: 1, scale: 12 })
  parts['word/media/huiji-code.png'] = new Uint8Array(png)
  const existing = Object.keys(parts).filter((path) => /^word\/footer[^/]*\.xml$/.test(path))
  for (const path of existing) rewrite(parts, path, (xml) => open(xml).replace('</w:ftr>', `${paragraph(foot)}</w:ftr>`))
  parts[ownFooter] = strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr ${spaces}>${paragraph(foot)}</w:ftr>`)
  for (const path of [...existing, ownFooter]) relate(parts, path, pictureId, `${relation}/image`, 'media/huiji-code.png')
  relate(parts, 'word/document.xml', 'rIdHuijiFoot', `${relation}/footer`, 'footer-huiji.xml')
  rewrite(parts, 'word/document.xml', referFromFirstSection)
  rewrite(parts, '[Content_Types].xml', (xml) => {
    const png = /Extension="png"/i.test(xml) ? '' : `<Default Extension="png" ContentType="${types.png}"/>`
    return xml.replace('</Types>', `${png}<Override PartName="/${ownFooter}" ContentType="${types.footer}"/></Types>`)
  })
  return Buffer.from(zipSync(parts))
}

/** Later sections take over what the first one has; where one has a footer of its own, our line was put under it. */
function referFromFirstSection(xml: string): string {
  const withSection = /<w:sectPr[ >/]/.test(xml) ? xml : xml.replace('</w:body>', '<w:sectPr></w:sectPr></w:body>')
  return withSection
    .replace(/<w:sectPr([^>]*?)(\/>|>([\s\S]*?)<\/w:sectPr>)/, (_, attributes: string, _rest, inner = '') => {
      const missing = ['default', 'first', 'even'].filter((kind) => !new RegExp(`<w:footerReference[^>]*w:type="${kind}"`).test(inner))
      const own = missing.map((kind) => `<w:footerReference w:type="${kind}" r:id="rIdHuijiFoot"/>`).join('')
      // References to headers and footers come first in a section.
      return `<w:sectPr${attributes}>${own}${inner}</w:sectPr>`
    })
    .replace(/<w:document(?![^>]*xmlns:r=)/, `<w:document xmlns:r="${relation}"`)
}

/** `<w:ftr/>` is a footer too. And what our line names must be known in the footer it comes into. */
function open(xml: string): string {
  const opened = xml.replace(/<w:ftr([^>]*)\/>/, '<w:ftr$1></w:ftr>')
  return opened.replace(/<w:ftr([^>]*)>/, (_, attributes: string) => {
    const missing = spaces.split(' ').filter((space) => !attributes.includes(`${space.split('=')[0]}=`))
    return `<w:ftr${attributes} ${missing.join(' ')}>`
  })
}

function relate(parts: Record<string, Uint8Array>, path: string, id: string, type: string, target: string): void {
  const rels = path.replace(/([^/]+)$/, '_rels/$1.rels')
  const head =
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
  parts[rels] ??= strToU8(head)
  rewrite(parts, rels, (xml) =>
    xml
      .replace(/<Relationships([^>]*)\/>/, '<Relationships$1></Relationships>')
      .replace('</Relationships>', `<Relationship Id="${id}" Type="${type}" Target="${target}"/></Relationships>`),
  )
}

function rewrite(parts: Record<string, Uint8Array>, path: string, change: (xml: string) => string): void {
  parts[path] = strToU8(change(strFromU8(parts[path] ?? new Uint8Array())))
}

function paragraph({ code, text }: Foot): string {
  const run = (words: string) =>
    `<w:r><w:rPr><w:color w:val="6B7078"/><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve">${escaped(words)}</w:t></w:r>`
  return `<w:p><w:pPr><w:textAlignment w:val="center"/></w:pPr><w:r>${picture(code)}</w:r>${run(`  ${text}  ${code}`)}</w:p>`
}

const picture = (code: string) =>
  `<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${side}" cy="${side}"/><wp:docPr id="990001" name="huiji-code" descr="${escaped(code)}"/>` +
  '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>' +
  `<pic:nvPicPr><pic:cNvPr id="990001" name="huiji-code"/><pic:cNvPicPr/></pic:nvPicPr>` +
  `<pic:blipFill><a:blip r:embed="${pictureId}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
  `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${side}" cy="${side}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
  '</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'

const escaped = (text: string) => text.replace(/[<>&"]/g, (one) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[one] ?? one)
