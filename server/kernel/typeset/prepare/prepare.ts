import { isDay } from '../../../../contract/rules/days.ts'
import type { Documents, Prepared, TemplateName } from '../documents.ts'
import type { Job } from '../protocol.ts'
import { prepareActivation } from './activation.ts'
import { prepareAgenda } from './agenda.ts'
import { prepareCertificate } from './certificate.ts'
import { prepareForm } from './form.ts'
import { prepareLetter } from './letter.ts'
import { prepareManual } from './manual.ts'
import { prepareNotice } from './notice.ts'
import { preparePictures } from './pictures.ts'
import { prepareRoster } from './roster.ts'
import { prepareSlip } from './slip.ts'
import { printable } from './text.ts'

const preparers: { [T in TemplateName]: (data: Documents[T]) => Prepared | Promise<Prepared> } = {
  activation: prepareActivation,
  agenda: prepareAgenda,
  certificate: prepareCertificate,
  form: prepareForm,
  letter: prepareLetter,
  notice: prepareNotice,
  slip: prepareSlip,
  roster: prepareRoster,
  pictures: preparePictures,
  manual: prepareManual,
}

/** Turns a document into what the child needs. Throws RangeError on a day or a colour that is none. */
export async function prepare<T extends TemplateName>(template: T, document: Documents[T]): Promise<Omit<Job, 'id'>> {
  if (!isDay(document.date)) throw new RangeError(`not a day: ${document.date}`)
  const letterhead = 'association' in document ? document.association : undefined
  if (letterhead && !/^#[0-9a-f]{6}$/i.test(letterhead.accent)) throw new RangeError(`not a colour: ${letterhead.accent}`)
  const { data, files } = await preparers[template](document)
  const all = { date: document.date, ...(letterhead && { accent: letterhead.accent, author: letterhead.name }), ...data }
  return { template, data: JSON.stringify(all, (_, value) => (typeof value === 'string' ? printable(value) : value)), files }
}
