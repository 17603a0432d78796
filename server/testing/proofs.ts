import pg from 'pg'
import type { ChallengeAnswer } from '../../contract/challenges.ts'
import type { PublicContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { makeChallenge } from '../modules/accounts/index.ts'

/** A picture as a person would have read it: the letters come from the table, the drawing holds none. */
export async function readPicture(ctx: PublicContext): Promise<ChallengeAnswer> {
  const { id } = await makeChallenge(ctx, 'picture')
  const row = await inTx(ctx, (tx) =>
    tx
      .selectFrom('challenges')
      .select('answer')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  )
  return { id, answer: row.answer.toLowerCase() }
}

/** The newest code on its way to a number or a mail address, out of the queue; undefined when none is to be sent. */
export async function codeOnItsWay(url: string, address: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ code: string }>(
    `select payload->'data'->>'code' as code from graphile_worker._private_jobs
     where payload->>'name' = 'accounts.code-requested' and $1 in (payload->'data'->>'mobile', payload->'data'->>'email') order by id desc limit 1`,
    [address],
  )
  await client.end()
  return rows[0]?.code
}
