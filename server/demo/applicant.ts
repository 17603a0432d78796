import { demoPerson } from './persons.ts'
import { demoUnit } from './units.ts'

/** Who applies in the demo, a unit or an individual: all that a form or a registration may ask of either. */
export interface Applicant {
  kind: 'unit' | 'person'
  /** The member's name. */
  name: string
  creditCode: string
  idCard: string
  born: string
  /** Who sits at the keyboard. */
  person: string
  mobile: string
  email: string
  /** Of an individual: the unit's name. */
  employer: string
}

/** The `index`th applicant, with a login's mobile in place of its own where one is given. */
export function applicant(
  kind: Applicant['kind'],
  index: number,
  { mobile, employer = '' }: { mobile?: string | undefined; employer?: string } = {},
): Applicant {
  const unit = demoUnit(index)
  const person = demoPerson(index)
  const own = mobile ?? (kind === 'unit' ? unit.mobile : person.mobile)
  return {
    kind,
    name: kind === 'unit' ? unit.name : person.name,
    creditCode: kind === 'unit' ? unit.creditCode : '',
    idCard: person.idCard,
    born: person.born,
    person: kind === 'unit' ? unit.person : person.name,
    mobile: own,
    email: `${kind === 'unit' ? 'demo' : 'person'}${own.slice(-5)}@example.org`,
    employer,
  }
}
