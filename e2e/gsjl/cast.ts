import { citizenIdCheckDigit } from '../../contract/rules/citizen-id.ts'
import { demoLogins } from '../../server/demo/logins.ts'
import { demoPerson } from '../../server/demo/persons.ts'
import { demoUnit } from '../../server/demo/units.ts'

/** A number that is right by its check digit and belongs to nobody: the district does not exist. */
function idCard(born: string, order: string): string {
  const body = `620100${born.replaceAll('-', '')}${order}`
  return body + citizenIdCheckDigit(body)
}

/** Who registers in this life; everything about them is invented. */
export const persons = {
  phone: { name: '冯示例', idCard: idCard('1990-05-06', '901'), mobile: '13600000021', password: 'Jianli_2026' },
  desk: { name: '卫示例', idCard: idCard('1988-11-23', '912'), mobile: '13600000022', password: 'Jianli_2026' },
  old: { name: '蒋示例', idCard: idCard('1960-02-03', '923'), mobile: '13600000023', password: 'Jianli_2026' },
}

const [administrator, officer, finance] = demoLogins.staff
export const staff = { administrator, officer, finance, reviewer: { mobile: '13900000004' } }
/** The unit of all the demo's people, and one that has none. */
export const units = { first: demoUnit(0), other: demoUnit(1) }
/** Of the demo: who is a member and paid, who is a member no longer paid, and who is being renewed. */
export const members = { paid: demoPerson(0), expired: demoPerson(1), renewing: demoPerson(3) }
