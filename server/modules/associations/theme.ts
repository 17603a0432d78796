import type { FastifyInstance } from 'fastify'
import { readableAccent } from '../../../contract/preset.ts'
import { Refusal } from '../../kernel/errors.ts'
import { escapeHtml } from '../../kernel/http/html.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { findAssociation } from './find.ts'

/** `/:association/theme.css`: the association's colour, made readable on white (WCAG 2.2, 4.5 : 1). */
export function serveTheme(app: FastifyInstance, kernel: Kernel): void {
  app.get<{ Params: { association: string } }>('/:association/theme.css', async (request, reply) => {
    const association = await findAssociation(kernel, request.params.association, request.hostname)
    if (!association) throw new Refusal('not-found', '没有这个协会，请检查网址')
    return reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(themeCss(association.settings.accent))
  })
  app.get<{ Params: { association: string } }>('/:association/icon.svg', async (request, reply) => {
    const association = await findAssociation(kernel, request.params.association, request.hostname)
    if (!association) throw new Refusal('not-found', '没有这个协会，请检查网址')
    return reply
      .type('image/svg+xml')
      .header('cache-control', 'public, max-age=300')
      .send(iconSvg(association.shortName, association.settings.accent))
  })
}

/** The browser tab's mark: the first character of the short name on the accent. */
function iconSvg(name: string, accent: string): string {
  const letter = escapeHtml([...name][0] ?? '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="${readableAccent(accent)}"/><text x="16" y="22" font-size="17" font-weight="700" text-anchor="middle" fill="#fff" font-family="sans-serif">${letter}</text></svg>`
}

/** The variables of web/ui/tokens.css that follow the accent; shades are worked out here for browsers without `color-mix`. */
export function themeCss(accent: string): string {
  const base = readableAccent(accent)
  const shades = {
    '': base,
    '-ink': '#ffffff',
    '-strong': mix(base, 0, 0.82),
    '-soft': mix(base, 255, 0.07),
    '-line': mix(base, 255, 0.28),
  }
  return `:root{${Object.entries(shades)
    .map(([name, colour]) => `--accent${name}:${colour}`)
    .join(';')}}\n`
}

function mix(hex: string, other: 0 | 255, share: number): string {
  const part = (at: number) => Math.round(Number.parseInt(hex.slice(at, at + 2), 16) * share + other * (1 - share))
  return `#${[1, 3, 5].map((at) => part(at).toString(16).padStart(2, '0')).join('')}`
}
