import type { FastifyInstance } from 'fastify'
import type { Kernel } from '../kernel.ts'

/** `/healthz`: the process answers. `/readyz`: it can reach its database too. */
export function serveHealth(app: FastifyInstance, kernel: Kernel): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    try {
      await kernel.database.pool.query('select 1')
      return { status: 'ready' }
    } catch {
      return reply.status(503).send({ status: 'database unreachable' })
    }
  })
}
