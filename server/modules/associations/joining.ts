import { sql } from 'kysely'
import type { Joining } from '../../../contract/associations.ts'
import type { MatterDefinition, Stage } from '../../../contract/preset/matters.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { listTexts } from './texts.ts'

/** What somebody who thinks of joining wants to know, read from what is in force today. */
export async function readJoining(ctx: PublicContext): Promise<Joining> {
  const { settings } = ctx.association
  return inTx(ctx, async (tx) => ({
    admission: settings.registration.unit || settings.registration.person ? await admission(tx, ctx) : null,
    dues: await duesOfThisYear(tx, ctx),
    contacts: {
      hours: settings.contact.hours ?? null,
      people: settings.contact.people.map((one) => ({
        name: one.name,
        for: one.for,
        phone: one.phone,
        qq: one.qq ?? null,
        email: one.email ?? null,
      })),
    },
    directory: settings.directory.public,
    texts: await listTexts(tx, ctx, settings.pages),
  }))
}

async function admission(tx: Tx, ctx: PublicContext): Promise<Joining['admission']> {
  const row = await tx
    .selectFrom('matter_kinds')
    .select('definition')
    .where('association_id', '=', ctx.association.id)
    .where('kind', '=', 'admission')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const definition = row.definition as unknown as MatterDefinition
  return {
    name: definition.name,
    explanation: definition.explanation,
    afterwards: definition.afterwards,
    steps: definition.stages.map((stage) => ({ type: stage.type, title: stage.name, help: stage.explanation, within: workdaysOf(stage) })),
    documents: definition.documents.map((paper) => ({
      name: paper.name,
      help: paper.help ?? '',
      required: paper.required,
      conditional: paper.when !== undefined,
      template: paper.template !== undefined,
    })),
  }
}

const workdaysOf = (stage: Stage): number | null => (stage.type === 'review' ? stage.withinWorkdays : null)

async function duesOfThisYear(tx: Tx, ctx: PublicContext): Promise<Joining['dues']> {
  const year = Number(ctx.kernel.clock.today().slice(0, 4))
  const amounts = await sql<{ level: string; amount_fen: number }>`
    select level, amount_fen from dues_standards where association_id = ${ctx.association.id} and years @> ${year}::int`.execute(tx)
  const rows = ctx.association.settings.levels.flatMap((level) => {
    const found = amounts.rows.find((one) => one.level === level.id)
    return found ? [{ level: level.memberName, amountFen: found.amount_fen }] : []
  })
  return { year, rows }
}
