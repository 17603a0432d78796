import { sql } from 'kysely'
import type { Joining } from '../../../contract/associations.ts'
import { effectOf, type MatterDefinition, type Stage } from '../../../contract/preset.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { listTexts } from './texts.ts'

/** What somebody who thinks of joining wants to know, read from what is in force today. */
export async function readJoining(ctx: PublicContext): Promise<Joining> {
  const { settings } = ctx.association
  return inTx(ctx, async (tx) => ({
    admissions: await admissions(tx, ctx),
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

async function admissions(tx: Tx, ctx: PublicContext): Promise<Joining['admissions']> {
  const { rows } = await sql<{ definition: MatterDefinition }>`
    select distinct on (kind) definition from matter_kinds where association_id = ${ctx.association.id} order by kind, version desc`.execute(
    tx,
  )
  return (['unit', 'person'] as const).flatMap((kind) => {
    if (!ctx.association.settings.registration[kind]) return []
    const found = rows.find(({ definition }) => effectOf(definition) === 'admission' && definition.for === kind)
    return found ? [shown(kind, found.definition)] : []
  })
}

function shown(kind: 'unit' | 'person', definition: MatterDefinition): Joining['admissions'][number] {
  return {
    for: kind,
    name: definition.name,
    explanation: definition.explanation,
    afterwards: definition.afterwards,
    steps: definition.stages.map((stage) => ({
      type: stage.type,
      title: stage.name,
      help: stage.explanation,
      within: workdaysOf(stage),
      samePage: 'samePage' in stage && stage.samePage === true,
    })),
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
