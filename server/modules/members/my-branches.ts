import { holds } from '../../../contract/forms/condition.ts'
import type { FormData } from '../../../contract/forms/schema.ts'
import type { BranchAct, BranchRow, MyBranches } from '../../../contract/members.ts'
import { type Branch, effectOf } from '../../../contract/preset.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { openBranches } from '../branches/index.ts'
import { currentDefinitions, type Definition, type Matter, mattersOf, wholeForm } from '../matters/index.ts'
import { branchLevelName } from './branch-stays.ts'
import { memberFacts } from './facts.ts'
import { branchChangeKind, moves } from './kinds/branch-change.ts'
import { branchJoinKind } from './kinds/branch-join.ts'
import { branchLeaveKind } from './kinds/branch-leave.ts'
import { levelKind } from './kinds/level.ts'
import { memberStanding } from './standing.ts'
import { standingsOf } from './standings.ts'
import { branchStaysOf, levelIn, type Membership, memberById } from './store.ts'

const kinds = { 'branch-join': branchJoinKind, 'branch-change': branchChangeKind, 'branch-leave': branchLeaveKind, level: levelKind }
type BranchEffect = keyof typeof kinds
const effects = Object.keys(kinds) as BranchEffect[]
const running = ['draft', 'submitted', 'returned']

/** 分会管理 (CQSSA-06), 归属变更 (CEPCA-12): every branch, how the member stands in it, what is under way, and what it can ask for. */
export async function myBranches(ctx: MemberContext): Promise<MyBranches> {
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, ctx.memberId)
    const { standing } = await memberStanding(tx, ctx, member)
    const definitions = (await currentDefinitions(tx, ctx)).filter((one) => one.for === member.kind && branchEffect(one))
    const matters = (await mattersOf(tx, ctx, member.id)).filter((one) => running.includes(one.state))
    const stays = await branchStaysOf(tx, ctx, member.id)
    const around = { stays, matters, definitions, facts: await memberFacts(tx, ctx, member.id) }
    const rows: BranchRow[] = []
    for (const branch of openBranches(ctx)) rows.push(await rowOf(tx, ctx, branch, around))
    const acts: BranchAct[] = []
    for (const definition of definitions)
      if (definition.branches === undefined && branchEffect(definition) !== 'level')
        acts.push(await actOf(tx, ctx, definition, null, around))
    const standings = (await standingsOf(tx, ctx, [member.id])).get(member.id) ?? []
    return { standings: standings.map((one) => one.label), standing, rows, acts }
  })
}

const branchEffect = (definition: Definition): BranchEffect | undefined => effects.find((one) => one === effectOf(definition))

interface Around {
  stays: readonly Membership[]
  matters: readonly Matter[]
  definitions: readonly Definition[]
  /** What `offered` may ask about. */
  facts: FormData
}

async function rowOf(tx: Tx, ctx: MemberContext, branch: Branch, around: Around): Promise<BranchRow> {
  const { stays, matters, definitions } = around
  const stay = stays.find((one) => one.branchId === branch.id)
  const current = stay?.leftOn === null
  const level = stay ? levelIn(stay, stay.leftOn ?? ctx.kernel.clock.today()) : null
  const about = matters.find((one) => one.branchId === branch.id && definitions.some((definition) => definition.kind === one.kind))
  const acts: BranchAct[] = []
  for (const definition of definitions) {
    const here = definition.branches === 'any' || definition.branches?.includes(branch.id)
    const effect = branchEffect(definition)
    const inwards = effect === 'branch-join' || (effect === 'branch-change' && moves(wholeForm(definition)))
    // Joining, and moving into it, where one is not; everything else where one is: what makes no sense is no button.
    const sense = inwards ? !current && (effect === 'branch-join' || stays.some((one) => one.leftOn === null)) : current
    if (here && sense) acts.push(await actOf(tx, ctx, definition, branch.id, around))
  }
  return {
    id: branch.id,
    name: branch.name,
    introduction: branch.introduction ?? null,
    contact: branch.contact ?? null,
    state: current ? 'current' : stay ? 'left' : 'none',
    levelName: current ? branchLevelName(ctx, branch.id, level) : null,
    number: current ? stay.number : null,
    joinedOn: stay?.joinedOn ?? null,
    leftOn: stay?.leftOn ?? null,
    open: about ? { id: about.id, title: about.title, state: about.state } : null,
    acts,
  }
}

async function actOf(
  tx: Tx,
  ctx: MemberContext,
  definition: Definition,
  branchId: string | null,
  { matters, facts }: Around,
): Promise<BranchAct> {
  const effect = branchEffect(definition) ?? 'branch-change'
  const open = matters.find((one) => one.kind === definition.kind && (branchId === null || one.branchId === branchId))
  const asked = { kind: definition.kind, branchId }
  const closed = holds(definition.offered, facts) ? null : `目前还不符合办理“${definition.name}”的条件`
  const whyNot = open ? null : ((await kinds[effect].whyNot?.(tx, ctx, ctx.memberId, asked)) ?? closed)
  return { kind: definition.kind, effect, name: definition.name, whyNot, openId: open?.id ?? null }
}
