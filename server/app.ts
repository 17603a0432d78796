import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type PayGateway, serveGateway } from './demo/gateway/index.ts'
import { serveApiDocument } from './kernel/http/api-page.ts'
import { closeSoon } from './kernel/http/closing.ts'
import { answerErrors } from './kernel/http/errors.ts'
import { serveHealth } from './kernel/http/health.ts'
import { servePages } from './kernel/http/pages.ts'
import type { Route } from './kernel/http/route.ts'
import { secure } from './kernel/http/security.ts'
import { serveRoutes } from './kernel/http/serve.ts'
import type { Kernel } from './kernel/kernel.ts'
import { accessRoutes } from './modules/access/index.ts'
import { accountRoutes, doorkeeper } from './modules/accounts/index.ts'
import { associationFace, associationRoutes, listAssociations, serveManual, serveTheme } from './modules/associations/index.ts'
import { bankRoutes } from './modules/bank/index.ts'
import { certificateRoutes } from './modules/certificates/index.ts'
import { councilRoutes } from './modules/council/index.ts'
import { directoryRoutes } from './modules/directory/index.ts'
import { duesRoutes, ledgerRoutes } from './modules/dues/index.ts'
import { matterRoutes } from './modules/matters/index.ts'
import { meetingRoutes } from './modules/meetings/index.ts'
import { joiningRoutes, memberRoutes, mergingRoutes } from './modules/members/index.ts'
import { notificationRoutes, serveMailbox } from './modules/notifications/index.ts'
import { onlineRoutes, serveNotices } from './modules/online/index.ts'
import { peopleRoutes } from './modules/people/index.ts'
import { receiptRoutes } from './modules/receipts/index.ts'
import { arrearsRoutes, reminderRoutes } from './modules/reminders/index.ts'
import { staffRoutes } from './modules/staff/index.ts'
import { presetsFolder } from './presets/folder.ts'

/** Every route of the program, module by module. */
export const allRoutes: Route[] = [
  ...accessRoutes,
  ...accountRoutes,
  ...associationRoutes,
  ...staffRoutes,
  ...matterRoutes,
  ...meetingRoutes,
  ...joiningRoutes,
  ...memberRoutes,
  ...mergingRoutes,
  ...councilRoutes,
  ...duesRoutes,
  ...ledgerRoutes,
  ...bankRoutes,
  ...onlineRoutes,
  ...certificateRoutes,
  ...directoryRoutes,
  ...peopleRoutes,
  ...receiptRoutes,
  ...reminderRoutes,
  ...arrearsRoutes,
  ...notificationRoutes,
]

interface AppOptions {
  /** The demo's own 支付宝 and 微信支付. */
  payGateway?: PayGateway
  /** Told of every address as it is opened; the test of closed doors looks through it. */
  seeRoute?: (route: { method: string | string[]; url: string }) => void
  /** For the test that shows the access walk red; else every route of the program. */
  routes?: Route[]
  /** Folder of the built web; without it only the API is served. */
  webRoot?: string
  version: string
}

/** The whole HTTP side, without a port: main listens, tests inject. */
export async function createApp(kernel: Kernel, options: AppOptions): Promise<FastifyInstance> {
  const { config } = kernel
  const routes = options.routes ?? allRoutes
  const logger: FastifyBaseLogger = kernel.log
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: proxiesOf(config.trustProxy),
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    requestTimeout: 60_000,
    ajv: { customOptions: { allErrors: true, removeAdditional: false, coerceTypes: 'array', useDefaults: true } },
  })
  if (options.seeRoute) app.addHook('onRoute', options.seeRoute)
  closeSoon(app)
  secure(app, { https: config.publicUrl.startsWith('https:') })
  answerErrors(app)
  await app.register(cookie)
  serveHealth(app, kernel)
  serveApiDocument(app, routes, options.version)
  serveTheme(app, kernel)
  serveManual(app, kernel, presetsFolder)
  serveMailbox(app, kernel)
  await serveNotices(app, kernel)
  if (options.payGateway) await serveGateway(app, options.payGateway)
  await serveRoutes(app, kernel, doorkeeper, routes)
  if (options.webRoot) await servePages(app, kernel, { webRoot: options.webRoot, doorkeeper, face: associationFace, listAssociations })
  await app.ready()
  return app
}

// That many hops, counted from us, are proxies of our own.
const proxiesOf = (trust: boolean | number) => (typeof trust === 'number' ? (_address: string, hop: number) => hop < trust : trust)
