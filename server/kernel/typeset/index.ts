import { Refusal } from '../errors.ts'
import type { Documents, TemplateName } from './documents.ts'
import { prepare } from './prepare/prepare.ts'
import { TypesetFailure, Typesetter } from './typesetter.ts'

export type {
  ActivationLetter,
  AgendaData,
  CertificateData,
  Documents,
  FormDocument,
  FormItem,
  LetterData,
  Letterhead,
  ManualData,
  ManualShot,
  Notice,
  PicturesData,
  PrintMark,
  RosterData,
  SlipData,
  TemplateName,
} from './documents.ts'
export { type FormSheet, formDocument } from './form-document.ts'
export { qrSvg } from './qr.ts'
export { type Seal, sealSvg } from './seal.ts'
export { TypesetFailure } from './typesetter.ts'

const typesetter = new Typesetter()

/** A document as PDF/A-2b. Refuses with `unavailable` when too many wait or the server is closing; never call it inside a transaction. */
export async function typeset<T extends TemplateName>(template: T, document: Documents[T]): Promise<Buffer> {
  try {
    return await typesetter.print(await prepare(template, document))
  } catch (error) {
    const passes = error instanceof TypesetFailure && (error.reason === 'busy' || error.reason === 'closed')
    throw passes ? new Refusal('unavailable', '正在生成的文件较多，请过一会儿再试') : error
  }
}

/** Part of the server's shutdown: the running document is finished, waiting ones are refused, the child ends. */
export const closeTypesetter = () => typesetter.close()

export const typesetterState = () => typesetter.state()
