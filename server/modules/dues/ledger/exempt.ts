import { type RawBuilder, sql } from 'kysely'
import { allFields, type Condition, type FormData, holds } from '../../../../contract/forms/index.ts'
import type { Test } from '../../../../contract/forms/schema.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { rulesOf } from '../settings.ts'

/** What a rule may ask besides the fields of the member's own form. */
export interface Standing {
  kind: 'unit' | 'person'
  level: string
  joinedOn: string
}

/** Why who stands so, with `data` in its form, pays nothing for a year; null when it pays. */
export function exemptionOf(ctx: Context, standing: Standing, data: FormData): string | null {
  const member = { ...standing, council: isCouncil(ctx, standing.level) }
  return rulesOf(ctx).exempt?.find((rule) => holds(rule.when, { ...data, member }))?.reason ?? null
}

/** The same of one member; `data`: what an applicant has written, before it is anything of the member's. */
export async function exemptionFor(
  tx: Tx,
  ctx: Context,
  memberId: string,
  standing: Omit<Standing, 'kind'>,
  data: FormData = {},
): Promise<string | null> {
  if (rulesOf(ctx).exempt === undefined) return null
  const row = await tx
    .selectFrom('members')
    .select(['kind', 'profile', 'province', 'city', 'industry'])
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow()
  const { region, industry } = mapped(ctx)
  const known: FormData = { ...(row.profile as FormData) }
  if (region !== undefined && (row.city ?? row.province)) known[region] = row.city ?? row.province
  if (industry !== undefined && row.industry) known[industry] = row.industry
  return exemptionOf(ctx, { ...standing, kind: row.kind === 'person' ? 'person' : 'unit' }, { ...known, ...data })
}

/** The same for many: the reason as text, or null. Of `members` as `x`, with its level and day of joining. */
export function exemptionSql(ctx: Context, level: RawBuilder<unknown>, joinedOn: RawBuilder<unknown>): RawBuilder<unknown> {
  const rules = rulesOf(ctx).exempt ?? []
  if (rules.length === 0) return sql`null::text`
  const valueFor = (field: string) => fieldSql(ctx, field, level, joinedOn)
  return sql`case ${sql.join(
    rules.map((rule) => sql`when ${conditionSql(rule.when, valueFor)} then ${rule.reason}`),
    sql` `,
  )} end`
}

const isCouncil = (ctx: Context, level: string): boolean =>
  ctx.association.settings.levels.find((one) => one.id === level)?.council ?? false

/** The fields of the members' own forms that have a column. */
function mapped(ctx: Context): { region: string | undefined; industry: string | undefined } {
  const { profileForm, forms } = ctx.association.settings
  const form = forms.find((one) => one.id === profileForm.unit)
  const fields = form ? allFields(form) : []
  return {
    region: fields.find((field) => field.maps === 'unit.region')?.id,
    industry: fields.find((field) => field.maps === 'unit.industry')?.id,
  }
}

function fieldSql(ctx: Context, field: string, level: RawBuilder<unknown>, joinedOn: RawBuilder<unknown>): RawBuilder<unknown> {
  const council = ctx.association.settings.levels.flatMap((one) => (one.council ? [one.id] : []))
  const { region, industry } = mapped(ctx)
  if (field === 'member.kind') return sql`to_jsonb(x.kind)`
  if (field === 'member.level') return sql`to_jsonb(${level})`
  if (field === 'member.council') return sql`to_jsonb(${level} = any(${council}::text[]))`
  if (field === 'member.joinedOn') return sql`to_jsonb((${joinedOn})::text)`
  if (field === region) return sql`to_jsonb(coalesce(x.city, x.province))`
  if (field === industry) return sql`to_jsonb(x.industry)`
  return sql`(x.profile -> ${field}::text)`
}

type ValueFor = (field: string) => RawBuilder<unknown>

// As `holds` in contract/forms: a test compares the two.
function conditionSql(condition: Condition, valueFor: ValueFor): RawBuilder<unknown> {
  if ('all' in condition)
    return sql`(${sql.join(
      condition.all.map((part) => conditionSql(part, valueFor)),
      sql` and `,
    )})`
  if ('any' in condition)
    return sql`(${sql.join(
      condition.any.map((part) => conditionSql(part, valueFor)),
      sql` or `,
    )})`
  return testSql(condition, valueFor(condition.field))
}

function testSql(test: Test, value: RawBuilder<unknown>): RawBuilder<unknown> {
  const text = sql`(case when jsonb_typeof(${value}) = 'string' then ${value} #>> '{}' end)`
  // Of several chosen it is enough that one is equal: an array contains its elements.
  const equals = (wanted: string | number | boolean) => sql`coalesce(${value} @> ${JSON.stringify(wanted)}::jsonb, ${wanted === false})`
  const empty = sql`(${value} is null or ${value} in ('null', 'false', '[]') or coalesce(btrim(${text}) = '', false))`
  const lies = (region: string) => sql`coalesce(${text} like ${`${region.replace(/(00)+$/, '')}%`}, false)`
  const parts: RawBuilder<unknown>[] = []
  if (test.is !== undefined) parts.push(equals(test.is))
  if (test.in !== undefined) parts.push(sql`(${sql.join(test.in.map(equals), sql` or `)})`)
  if (test.not !== undefined) for (const one of [test.not].flat()) parts.push(sql`not ${equals(one)}`)
  if (test.empty) parts.push(empty)
  if (test.filled) parts.push(sql`not ${empty}`)
  if (test.before !== undefined) parts.push(sql`coalesce(${text} <> '' and ${text} collate "C" < ${test.before}, false)`)
  if (test.after !== undefined) parts.push(sql`coalesce(${text} collate "C" > ${test.after}, false)`)
  if (test.within !== undefined) parts.push(lies(test.within))
  if (test.outside !== undefined) parts.push(sql`not (${empty} or ${lies(test.outside)})`)
  return parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql` and `)})`
}
