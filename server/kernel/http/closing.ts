import type { FastifyInstance } from 'fastify'

/** Running requests end before the server does: each takes its connection along, and none is waited for longer than `seconds`. */
export function closeSoon(app: FastifyInstance, seconds = 10): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
    setTimeout(() => app.server.closeAllConnections(), seconds * 1000).unref()
  })
  // A browser keeps its connection for minutes; the server would wait for it.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}
