import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Association } from '../context.ts'
import { Refusal } from '../errors.ts'
import type { Kernel } from '../kernel.ts'
import { escapeHtml, plainPage } from './html.ts'
import type { Doorkeeper } from './serve.ts'

export type Door = 'public' | 'portal' | 'console'

/** What of an association stands in the page before any script ran. */
export interface Face {
  title: string
  description: string
  /** Escaped HTML for readers without JavaScript. */
  plain: string
}

interface PageSources {
  webRoot: string
  doorkeeper: Doorkeeper
  face(association: Association): Face
  listAssociations(kernel: Kernel): Promise<Association[]>
}

/** Serves the three doors' shells with the association's title, colours and plain face in them, and their assets. */
export async function servePages(app: FastifyInstance, kernel: Kernel, sources: PageSources): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(sources.webRoot, 'assets'),
    prefix: '/assets/',
    wildcard: false,
    maxAge: '365d',
    immutable: true,
    index: false,
    preCompressed: true,
  })
  const shells = new Map<Door, string>()
  async function shell(door: Door): Promise<string> {
    const html = shells.get(door) ?? (await readFile(join(sources.webRoot, door, 'index.html'), 'utf8'))
    shells.set(door, html)
    return html
  }
  async function page(slug: string, host: string, door: Door): Promise<string> {
    const association = await sources.doorkeeper.findAssociation(kernel, slug, host)
    if (!association) throw new Refusal('not-found', '没有这个协会，请检查网址')
    const face = sources.face(association)
    const head = `<title>${escapeHtml(face.title)}</title><meta name="description" content="${escapeHtml(face.description)}"><link rel="icon" type="image/svg+xml" href="/${association.slug}/icon.svg"><link rel="stylesheet" href="/${association.slug}/theme.css">`
    return (await shell(door)).replace('<!--head-->', () => head).replace('<!--noscript-->', () => `<noscript>${face.plain}</noscript>`)
  }
  app.get('/', async (_request, reply) => {
    const associations = await sources.listAssociations(kernel)
    const [only] = associations
    if (only && associations.length === 1) return reply.redirect(`/${only.slug}/`)
    const links = associations.map(({ slug, name }) => `<li><a href="/${slug}/">${escapeHtml(name)}</a></li>`).join('')
    return reply.type('text/html; charset=utf-8').send(plainPage('会籍', `<h1>会籍</h1><p>请选择协会：</p><ul>${links}</ul>`))
  })
  const doors: [string, Door][] = [
    ['/:association/portal', 'portal'],
    ['/:association/portal/*', 'portal'],
    ['/:association/console', 'console'],
    ['/:association/console/*', 'console'],
    ['/:association', 'public'],
    ['/:association/*', 'public'],
  ]
  for (const [url, door] of doors) {
    app.get<{ Params: { association: string } }>(url, { schema: { hide: true } as object }, async (request, reply) => {
      if (/\/api\/|\.[a-z0-9]{2,5}$/.test(request.url.split('?')[0] ?? '')) throw new Refusal('not-found')
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(await page(request.params.association, request.hostname, door))
    })
  }
}
