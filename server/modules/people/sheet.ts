import { type FormDefinition, fieldById, showValue } from '../../../contract/forms/index.ts'
import type { PersonState } from '../../../contract/people-words.ts'
import { throughWord } from '../../../contract/rules/days.ts'
import { maskId, maskMobile } from '../../../contract/rules/mask.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { names } from '../../kernel/reference/index.ts'
import { profileForm } from '../members/index.ts'
import { type PersonRecord, recordOf } from './record.ts'
import { rulesOf, stateName } from './settings.ts'
import { findPeople, type PersonRow } from './store.ts'

/** A unit's people of one state as a table, in the columns the association wants. */
export interface Sheet {
  title: string
  part: string
  note: string
  columns: { label: string; wide: number }[]
  rows: string[][]
  people: string[]
}

const most = 2000

/** Refuses with `not-ready` when nobody stands in this state. */
export async function sheetOf(tx: Tx, ctx: Context, unitId: string, state: PersonState): Promise<Sheet> {
  const { roster } = rulesOf(ctx)
  const people = await findPeople(tx, ctx, { unitId, state, limit: most })
  if (people.length === 0) throw new Refusal('not-ready', `“${stateName(ctx, state)}”中还没有人员，无需导出`)
  const records = new Map<string, PersonRecord>()
  for (const person of people) records.set(person.id, await recordOf(tx, ctx, person))
  const cells = (person: PersonRow) => roster.columns.map((column) => cellOf(ctx, column, person, records.get(person.id)))
  const rows = people.map(cells)
  const form = records.get(people[0]?.id ?? '')?.form ?? profileForm(ctx, 'person')
  return {
    title: roster.title,
    part: stateName(ctx, state),
    note: roster.note ?? '',
    columns: roster.columns.map((column, at) => ({
      label: labelOf(form, column),
      wide: Math.max(...rows.map((row) => widthOf(row[at] ?? ''))) + 1,
    })),
    rows,
    people: people.map((person) => person.id),
  }
}

/** Columns that no form has to ask for. */
const known: Record<string, { label: string; of: (ctx: Context, person: PersonRow, record: PersonRecord) => string }> = {
  number: { label: '会员编号', of: (_, person) => person.number ?? '' },
  name: { label: '姓名', of: (_, person) => person.name },
  state: { label: '状态', of: (ctx, person) => stateName(ctx, person.state) },
  since: { label: '日期', of: (_, person) => person.since },
  paidThrough: { label: '缴费至', of: (_, person) => throughWord(person.paidThrough ?? '') },
  idCard: { label: '身份证号', of: (_, person, record) => (isKnown(person) ? maskId(record.idCard) : record.idCard) },
  mobile: { label: '联系电话', of: (_, person, record) => (isKnown(person) ? maskMobile(record.mobile) : record.mobile) },
  title: { label: '职称', of: (_, __, record) => record.title },
}

/** Of members the association knows who they are; of those recommended it must read it. */
const isKnown = ({ state }: PersonRow) => state === 'member' || state === 'expired'

function cellOf(ctx: Context, column: string, person: PersonRow, record: PersonRecord | undefined): string {
  if (!record) return ''
  const field = fieldById(record.form, column)
  const special = specialOf(column, field?.maps)
  if (special) return special.of(ctx, person, record)
  return field ? showValue(field, record.data[column], names, { masked: isKnown(person) }) : ''
}

// The form's own word for what it asks, e.g. 手机号 for `mobile`.
const labelOf = (form: FormDefinition, column: string) => fieldById(form, column)?.label ?? known[column]?.label ?? column

const targets: Record<string, string> = {
  'person.name': 'name',
  'person.idCard': 'idCard',
  'person.mobile': 'mobile',
  'person.title': 'title',
}
const specialOf = (column: string, maps: string | undefined) => known[(maps && targets[maps]) ?? column]

/** In full-width characters. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter < '\u0300' ? 0.56 : 1), 0)
