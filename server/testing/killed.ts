import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { SystemContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { settleTry } from '../modules/online/settle.ts'
import type { World } from './world.ts'

/** A server works the queue and does `act` in a process of its own, and is killed so many milliseconds after it began. */
export async function killedAfter(
  world: World,
  db: pg.Pool,
  ms: number,
  work: { act: 'remind' | 'notices'; moment: string },
): Promise<void> {
  const worker = fork(fileURLToPath(new URL('killed-worker.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: world.url, DATA_DIR: world.kernel.config.dataDir, MOMENT: work.moment, ACT: work.act },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(worker, 'message')
  await pause(ms)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  // What the heartbeat of the living does half a minute later.
  await db.query('update graphile_worker._private_jobs set locked_at = null, locked_by = null where locked_at is not null')
  await db.query('update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_at is not null')
}

/** Every payment that was opened is told to be paid, as its gateway tells it. */
export async function tellAllPaid(ctx: SystemContext): Promise<void> {
  const tries = await inTx(ctx, (tx) =>
    tx
      .selectFrom('online_payments')
      .select(['out_trade_no', 'amount_fen'])
      .where('association_id', '=', ctx.association.id)
      .orderBy('id')
      .execute(),
  )
  for (const { out_trade_no: outTradeNo, amount_fen: paidFen } of tries)
    await settleTry(ctx, { state: 'paid', outTradeNo, tradeNo: `T${outTradeNo}`, paidFen, paidAt: ctx.kernel.clock.now(), payer: '' })
}
