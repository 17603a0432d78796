import { readXlsx } from 'hucre/xlsx'
import { expect, it } from 'vitest'
import { dayInChina } from '../../contract/rules/days.ts'
import { type Sample, samplePdf } from '../../server/modules/receipts/testing/papers.ts'
import { bankFile } from '../kit/bank-file.ts'
import type { Life } from '../kit/life.ts'
import { download, readPdf } from '../kit/papers.ts'
import type { Person } from '../kit/walk.ts'

/** How one association's money is walked after its member has ordered. */
export interface Collecting {
  /** Whose export the clerk brings, by the id of its template. */
  bank: string
  /** In `life.cast`: the member on a phone, whose order is open on the page, and the clerk at a desk. */
  payer: string
  finance: () => Promise<Person>
  /** Who transfers and to whom the receipt is written. */
  unit: { name: string; creditCode: string }
  /** What the official receipt is numbered with. */
  number: string
  /** What the member does for a receipt, where it must ask for one. */
  ask?: (payer: Person) => Promise<void>
}

/** What the clerk of any association does with an order: the bank's file, the receipt's file, the book. The manual grows by it. */
export function collecting(life: Life, how: Collecting): void {
  const today = dayInChina(new Date())
  let clerk: Person

  it('STAFF-06 the code on the order finds the transfer in the bank’s export; one press books it', async () => {
    const payer = life.who(how.payer)
    const transfer = payer.page.getByRole('region', { name: '汇款信息' })
    const code = /汇款识别码（写在汇款附言里）\s*([2-9A-HJKMNP-Z ]{8,9})/.exec(await transfer.innerText())?.[1]?.replaceAll(' ', '') ?? ''
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/)
    const amount = /([\d,]+\.\d\d) 元/.exec(await transfer.innerText())?.[1] ?? ''
    const payee = /收款户名\s*([^\s（]+)/.exec(await transfer.innerText())?.[1] ?? ''
    Object.assign(life.memory, { amount, payee })
    const fen = Math.round(Number(amount.replaceAll(',', '')) * 100)
    clerk = await how.finance()
    await clerk.open('/console/bank/import')
    const lines = [
      { day: today, amountFen: fen, payer: how.unit.name, note: `${code} 会费`, serial: `S-${code}-1` },
      { day: today, amountFen: 12345, payer: '示例不相干有限公司', note: '往来款', serial: `S-${code}-2` },
    ]
    await clerk.field('选择流水文件').setInputFiles(await bankFile(how.bank, lines))
    await clerk.text(/^认出.*银行的格式/).waitFor()
    await clerk.look('clerk-bank-read')
    life.manual.chapter('协会财务：到账与票据', '财务人员每天做的几件事：导入银行流水、核对到账、办理票据、对账。', 'staff')
    life.manual.step(
      '从网上银行导出账户明细，在“银行流水”里点“导入流水”，选择文件。系统认出是哪家银行的格式，列出读到的每一笔；重复导入的不会重复入账。',
    )
    await life.shot(clerk, '导入银行流水')
    await clerk.button('导入 2 笔到账').click()
    const row = clerk.page.getByRole('row', { name: new RegExp(how.unit.name) })
    await row.getByText('确定').waitFor()
    await clerk.look('clerk-bank-sure')
    life.manual.step('凭汇款识别码、金额和户名能够确定的，点“一次入账”全部入账；不能确定的，并排列出线索，由财务认领。认错了可以撤销。')
    await life.shot(clerk, '能够确定的到账')
    await clerk.button('1 笔一次入账').click()
    await clerk.page.getByRole('dialog').getByRole('button', { name: '1 笔入账' }).click()
    await clerk.page.getByRole('button', { name: /^已入账/ }).click()
    await row.getByText('已入账').first().waitFor()
    await payer.page.reload()
    await payer.text('已到账').first().waitFor()
    await payer.look('clerk-paid')
  })

  it('STAFF-07 the official receipt comes back as a file, is registered, and the member downloads it', async () => {
    await how.ask?.(life.who(how.payer))
    await clerk.open('/console/receipts')
    await clerk.page
      .getByRole('row', { name: new RegExp(how.unit.name) })
      .first()
      .waitFor()
    await clerk.look('clerk-receipts')
    life.manual.step('“票据”里列出应开的票据和最迟办理日期。点“导出开票清单”，在财政票据系统里批量开具。')
    await life.shot(clerk, '应开的票据')
    const sheet = (await readXlsx((await download(clerk.page, clerk.link('导出开票清单'))).bytes)).sheets[0]
    await clerk.open('/console/receipts/files')
    const official = officialOf(sheet?.rows ?? [], how, life.memory.payee ?? '')
    await clerk.page
      .getByLabel('选择文件或 ZIP')
      .setInputFiles({ name: `${how.number}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(samplePdf(official)) })
    await clerk.heading('票据文件').waitFor()
    await clerk.button('登记可以确定的 1 张').waitFor()
    await clerk.look('clerk-receipt-file')
    life.manual.step(
      '开好的电子票据（PDF、OFD 或 ZIP）一次拖进“票据文件”，系统读出号码、抬头和金额，找到对应的订单；确认无误后一次登记，并发到会员邮箱。',
    )
    await life.shot(clerk, '票据文件与订单对上')
    await clerk.button('登记可以确定的 1 张').click()
    await clerk.page.getByRole('dialog').getByRole('button', { name: '登记 1 张' }).click()
    await clerk
      .text(/已登记 1 张/)
      .first()
      .waitFor()
    const payer = life.who(how.payer)
    await payer.open('/portal/dues/receipts')
    const mine = payer.page.getByRole('listitem').filter({ hasText: how.number })
    await expect.poll(async () => (await payer.page.reload()) && (await mine.count()), { timeout: 20_000 }).toBeGreaterThan(0)
    await payer.look('clerk-receipt-mine')
    const file = await download(payer.page, mine.getByRole('link', { name: '下载票据' }))
    expect((await readPdf(file.bytes)).text).toContain(how.number)
  })

  it('STAFF-06 the book of the month adds up, and the money stands in it', async () => {
    await clerk.open('/console/ledger')
    await clerk
      .text(life.memory.amount ?? '')
      .first()
      .waitFor()
    const sums = await clerk.page.getByLabel('本月合计').innerText()
    const [opening = 0, received = 0, refunded = 0, allocated = 0, closing = 0] = [...sums.matchAll(/-?[\d,]+\.\d\d/g)].map(([yuan]) =>
      Math.round(Number(yuan.replaceAll(',', '')) * 100),
    )
    expect(opening + received - refunded - allocated).toBe(closing)
    expect(received).toBeGreaterThan(0)
    await clerk.look('clerk-ledger')
    life.manual.step('“账簿”按月、按日、按会员列出收到、退回、已入账和暂存，始终对得上；月末核对后结账，可导出 Excel 交会计。')
    await life.shot(clerk, '账簿')
  })
}

/** The document the fiscal system makes of the newest line of the list that is for this payer. */
function officialOf(rows: readonly (readonly unknown[])[], { unit, number }: Collecting, payee: string): Sample {
  const [heads = [], ...lines] = rows.map((row) => row.map(String))
  const cell = (line: readonly string[], head: string) => line[heads.indexOf(head)] ?? ''
  const line = lines.filter((one) => cell(one, '交款人') === unit.name).at(-1)
  if (!line) throw new Error(`the list asks for no receipt of ${unit.name}`)
  return {
    document: 'fiscal',
    code: '00010726',
    number,
    checkCode: 'a1b2c3',
    payee,
    title: cell(line, '交款人'),
    creditCode: cell(line, '交款人统一社会信用代码'),
    amountFen: Math.round(Number(cell(line, '金额（元）')) * 100),
    issuedOn: dayInChina(new Date()),
    remark: cell(line, '备注'),
  }
}
