import { it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { collecting } from '../../money/collecting.ts'
import { orderYear } from '../../money/ordering.ts'
import { members, staff } from '../cast.ts'

/** Next year's dues, from the clerk's billing to the clerk's book. */
export function money(life: Life) {
  it('CACEM-09, CACEM-15 next year is billed for all; the member orders it and reads how to transfer', async () => {
    const administrator = await life.world.signedIn('desk', staff.administrator.mobile)
    const billed = await administrator.page.request.post(`/${life.world.slug}/api/console/dues/charge-runs`, {
      data: { year: 2027 },
      headers: { 'x-huiji': '1' },
    })
    if (!billed.ok()) throw new Error(await billed.text())
    await administrator.leave()
    await orderYear(life.who('debtor'), 2027)
  })

  collecting(life, {
    bank: 'icbc',
    payer: 'debtor',
    finance: () => life.world.signedIn('desk', staff.finance.mobile),
    unit: members.inArrears,
    number: '0000012701',
  })
}
