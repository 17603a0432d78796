import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../kernel/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { findAssociation } from './find.ts'

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  webp: 'image/webp',
  pdf: 'application/pdf',
}

/** How every manual looks; a preset may bring a style.css of its own. */
const style = fileURLToPath(new URL('./manual.css', import.meta.url))

const written = new Set<string>()

/** Whether the program came with a manual of this association. */
export const hasManual = (slug: string): boolean => written.has(slug)

/** The association's 操作手册 at `/{slug}/manual/`: files that its life in the browser wrote beside its preset. */
export function serveManual(app: FastifyInstance, kernel: Kernel, presets: string): void {
  for (const slug of readdirSync(presets)) if (existsSync(join(presets, slug, 'manual', 'index.html'))) written.add(slug)
  app.get<{ Params: { association: string } }>('/:association/manual', async (request, reply) =>
    reply.redirect(`/${request.params.association}/manual/`),
  )
  app.get<{ Params: { association: string; '*': string } }>('/:association/manual/*', async (request, reply) => {
    const association = await findAssociation(kernel, request.params.association, request.hostname)
    const file = request.params['*'] || 'index.html'
    const type = types[/^[\w-]+\.(\w+)$/.exec(file)?.[1] ?? '']
    if (!association || !type) throw new Refusal('not-found', '还没有操作手册')
    const own = await readFile(join(presets, association.slug, 'manual', file)).catch(() => null)
    const bytes = own ?? (file === 'style.css' ? await readFile(style) : null)
    if (!bytes) throw new Refusal('not-found', '还没有操作手册')
    return reply.type(type).header('cache-control', 'public, max-age=300').send(bytes)
  })
}
