import type { FormDefinition } from '../../contract/forms/schema.ts'
import type { MatterSlot } from '../../contract/matters.ts'
import { dayInChina } from '../../contract/rules/days.ts'
import { applicant } from '../../server/demo/applicant.ts'
import { fillForm } from '../../server/demo/fill-form.ts'
import { type DemoUnit, demoUnit } from '../../server/demo/units.ts'
import { type Answer, type Client, clientOf } from '../kit/client.ts'
import { register, signIn } from '../kit/people.ts'
import type { House } from './house.ts'

/** What the server said yes to, as the applicant and the staff remember it. */
export interface Acknowledged {
  mobile?: string
  matterId?: string
  /** Field → value of every save that was answered. */
  saved: Record<string, unknown>
  fileIds: Set<string>
  submitted?: true
  orderId?: string
  vouched?: true
  confirmed?: true
  admitted?: true
}

/** One unit on its way from registration to admission. `goOn` may be called again after every crash, as a person would come back. */
export interface Life {
  unit: DemoUnit
  acknowledged: Acknowledged
  goOn(): Promise<void>
}

interface Stage {
  id: string
  type: string
  texts: { id: string; version: number }[] | null
  form: FormDefinition | null
  slots: MatterSlot[] | null
}

export interface Staff {
  finance: Client
  officer: Client
}

const slug = 'cacem'
const paper = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

export function newLife(house: House, staff: () => Staff, index: number): Life {
  const acknowledged: Acknowledged = { saved: {}, fileIds: new Set() }
  // Beyond the units of the demo.
  const seat = 200 + index
  const unit = { ...demoUnit(seat) }
  let client = clientOf(house.url, slug, { address: `198.18.0.${index + 1}` })
  let attempts = 0
  return {
    unit,
    acknowledged,
    async goOn() {
      if (acknowledged.admitted) return
      if (!acknowledged.mobile) {
        // Whoever got no answer tries another phone: the first one's code may be spent.
        unit.mobile = `137${attempts++}${String(1_000_000 + index)}`
        client = clientOf(house.url, slug, { address: `198.18.0.${index + 1}` })
        yes(await register(client, house.db, unit))
        acknowledged.mobile = unit.mobile
      } else if ((await client.send('GET', '/session')).body.account === null) {
        yes(await signIn(client, house.db, unit.mobile))
      }
      await apply(client, unit, seat, acknowledged)
      await decide(staff(), acknowledged)
    },
  }
}

/** The answer, which must be a yes; or one of `also`, which say that it was done before. */
function yes(answer: Answer, ...also: string[]): Answer {
  if (answer.status === 200 || also.includes(String(answer.body.code))) return answer
  throw new Refused(answer)
}

/** The server answered, and it was no: after a crash that would be a defect. While it dies, 500 and 503 are no acknowledgement. */
export class Refused extends Error {
  readonly status: number
  constructor({ status, body }: Answer) {
    super(`${status} ${JSON.stringify(body).slice(0, 300)}`)
    this.status = status
  }
}

async function apply(client: Client, unit: DemoUnit, seat: number, done: Acknowledged): Promise<void> {
  done.matterId ??= String(yes(await client.send('POST', '/portal/matters', { kind: 'admission' })).body.id)
  const here = `/portal/matters/${done.matterId}`
  const matter = yes(await client.send('GET', here)).body
  if (matter.state !== 'draft') done.submitted = true
  if (done.submitted) return
  for (const stage of matter.stages as Stage[]) {
    if (stage.type === 'review') break
    if (stage.texts && stage.type === 'agree')
      yes(
        await client.send('POST', `${here}/agree`, {
          stage: stage.id,
          versions: Object.fromEntries(stage.texts.map(({ id, version }) => [id, version])),
        }),
        'already-done',
      )
    yes(await client.send('PUT', `${here}/stage`, { stage: stage.id }))
    if (stage.form) await fill(client, here, stage.form, { unit, seat }, done)
    for (const slot of stage.slots ?? []) if (slot.required && slot.files.length === 0) await handIn(client, here, slot.id, done)
    if (stage.type === 'payment') await pay(client, here, unit, done)
  }
  yes(await client.send('POST', `${here}/submit`, {}), 'already-done')
  done.submitted = true
}

async function fill(
  client: Client,
  here: string,
  form: FormDefinition,
  { unit, seat }: { unit: DemoUnit; seat: number },
  done: Acknowledged,
) {
  const entries = Object.entries(
    fillForm(form, { who: applicant('unit', seat, { mobile: unit.mobile }), index: seat, today: dayInChina(new Date()) }),
  )
  for (let from = 0; from < entries.length; from += 5) {
    const changes = Object.fromEntries(entries.slice(from, from + 5))
    const { body } = yes(await client.send('PATCH', `${here}/draft`, { base: 1_000_000, device: 'crash-device', changes }))
    Object.assign(done.saved, body.values)
  }
}

async function handIn(client: Client, here: string, slot: string, done: Acknowledged) {
  const { body } = yes(await client.upload(`${here}/documents/${slot}`, paper, `${slot}.pdf`))
  for (const { fileId } of body.files as MatterSlot['files']) done.fileIds.add(fileId)
}

async function pay(client: Client, here: string, unit: DemoUnit, done: Acknowledged) {
  const orderIn = (answer: Answer) => answer.body.order as { id: string; state: string } | null
  let order = orderIn(yes(await client.send('GET', `${here}/payment`)))
  if (!order) {
    const payer = {
      unit: unit.name,
      creditCode: unit.creditCode,
      person: unit.person,
      mobile: unit.mobile,
      email: 'dues@example.org',
      remark: '',
    }
    order = orderIn(yes(await client.send('POST', `${here}/payment`, { payer, method: 'transfer' })))
  }
  if (!order) throw new Error('no order was made')
  done.orderId = order.id
  if (order.state === 'open') yes(await client.upload(`/portal/orders/${order.id}/vouchers`, paper, 'voucher.pdf'))
  done.vouched = true
}

async function decide({ finance, officer }: Staff, done: Acknowledged): Promise<void> {
  const order = yes(await finance.send('GET', `/console/orders/${done.orderId}`)).body
  const receivedOn = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  if (order.state !== 'paid')
    yes(
      await finance.send('POST', `/console/orders/${done.orderId}/confirm`, { receivedOn, amountFen: order.amountFen, note: '' }),
      'already-done',
    )
  done.confirmed = true
  const { state, stage, revision } = yes(await officer.send('GET', `/console/matters/${done.matterId}`)).body
  // Pressed twice, as people do: one is heard.
  if (state !== 'approved') {
    const presses = await Promise.all([1, 2].map(() => officer.send('POST', `/console/matters/${done.matterId}/pass`, { stage, revision })))
    const lost = presses.find((answer) => answer.status !== 200 && answer.body.code !== 'conflict')
    if (lost) throw new Refused(lost)
    if (presses.filter((answer) => answer.status === 200).length > 1) throw new Error('one matter was passed twice')
  }
  done.admitted = true
}
