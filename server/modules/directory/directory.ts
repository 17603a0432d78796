import type { DirectoryFace, DirectoryRow } from '../../../contract/directory.ts'
import { maskMobile, maskName } from '../../../contract/rules/mask.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { countTry } from '../../kernel/limits.ts'
import { addressKey } from '../accounts/index.ts'
import { findPage, formerMatch, levelNameOf, limitedFrom, linesOf, regionName } from '../members/index.ts'

const perTenMinutes = 60

type Line = Awaited<ReturnType<typeof linesOf>>[number]

function settingsOf(ctx: PublicContext) {
  const { directory } = ctx.association.settings
  if (!directory.public) throw new Refusal('not-found', '本协会没有公开会员名录')
  return directory
}

export function directoryFace(ctx: PublicContext): DirectoryFace {
  const { help, minLetters, shows } = settingsOf(ctx)
  return { help: help ?? '', minLetters, shows }
}

/**
 * 会员名录 (CACEM-18): finds a unit by a part of its name, shows what the association shows, contacts masked. Only members of today.
 * Made for finding one: it wants some letters of a name, gives small pages, and counts what an address asks.
 */
export async function searchDirectory(
  ctx: PublicContext,
  query: { q: string; after?: string | undefined },
): Promise<{ rows: DirectoryRow[]; next: string | null }> {
  const directory = settingsOf(ctx)
  const { words } = ctx.association.settings
  // Digits find nothing here: nobody learns whose a mobile is.
  const letters = query.q.normalize('NFKC').match(/\p{Letter}/gu)?.length ?? 0
  if (letters < Math.max(1, directory.minLetters))
    throw new Refusal('input-invalid', `请输入${words.unit}名称中的至少 ${Math.max(1, directory.minLetters)} 个字`)
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `directory:${addressKey(ctx)}`, max: perTenMinutes, seconds: 600 }))
  if (wait > 0) throw new Refusal('too-many', { message: '查询次数过多，请过几分钟再试', detail: { seconds: wait } })
  return inTx(ctx, async (tx, ctx) => {
    const { ids, next } = await findPage(tx, ctx, {
      q: query.q,
      namesOnly: true,
      // Individuals are nobody's to look up.
      kind: 'unit',
      standing: 'current',
      sort: 'name',
      after: query.after,
      limit: directory.pageSize,
    })
    const shows = new Set(directory.shows)
    const hidden = await limitedFrom(tx, ctx, ids, 'directory')
    const listed = ids.filter((id) => !hidden.has(id))
    return { rows: (await linesOf(tx, ctx, listed)).map((line) => rowOf(ctx, line, query.q, shows)), next }
  })
}

function rowOf(ctx: PublicContext, line: Line, q: string, shows: ReadonlySet<string>): DirectoryRow {
  const shown = <T>(what: string, value: T) => (shows.has(what) ? value : null)
  return {
    name: line.name,
    formerName: formerMatch(line, q),
    number: shown('number', line.number),
    levelName: shown('level', levelNameOf(ctx, line.level)),
    region: shown('region', regionName(line)),
    contactName: shown('contact-name', line.contactName && maskName(line.contactName)),
    contactMobile: shown('contact-mobile', line.contactMobile && maskMobile(line.contactMobile)),
  }
}
