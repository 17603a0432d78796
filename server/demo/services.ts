import { yearOf } from '../../contract/rules/days.ts'
import { chargeService, confirmPayment, orderService } from '../modules/dues/index.ts'
import type { Applicant } from './applicant.ts'
import { payerOf } from './apply.ts'
import type { House } from './house.ts'
import { demoLogins } from './logins.ts'

const [, , finance] = demoLogins.staff

/** 其他应缴 of one member: the first was paid the other day and waits for its invoice, the second is to be paid. */
export async function someServices(house: House, memberId: string, who: Applicant): Promise<void> {
  const { services = [], receipt } = house.association.settings.dues
  const [first, second = first] = services
  // An invoice that a member has to ask for is due to nobody yet.
  if (!first || !second || receipt.asked) return
  const charging = await house.staff(finance.mobile, 12)
  const year = yearOf(charging.kernel.clock.today())
  const amountFen = 240_000
  const id = await chargeService(charging, memberId, { service: first.id, reason: `${year} 年年会${first.name}（2 人）`, amountFen })
  const clerk = await house.staff(finance.mobile, 4)
  const order = await orderService(house.member(clerk.account, memberId, 5), id, { payer: payerOf(who), method: 'transfer' })
  await confirmPayment(clerk, order, { receivedOn: clerk.kernel.clock.today(), amountFen, note: '' })
  await chargeService(clerk, memberId, { service: second.id, reason: `${year} 年第四期${second.name}（1 人）`, amountFen: 120_000 })
}
