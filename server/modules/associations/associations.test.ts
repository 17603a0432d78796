import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contrastWithWhite, type Preset } from '../../../contract/preset.ts'
import { createApp } from '../../app.ts'
import { installPreset } from '../../install.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { loadPreset } from '../../presets/index.ts'
import { browserOf } from '../../testing/browser.ts'
import { presetFolder, testWorld, type World } from '../../testing/world.ts'
import { openSession } from '../accounts/index.ts'
import { associationFace, currentText, listAssociations, serveManual, themeCss } from './index.ts'

let world: World
let app: FastifyInstance
let preset: Preset

beforeAll(async () => {
  world = await testWorld()
  app = await createApp(world.kernel, { version: 'test' })
  preset = await loadPreset(presetFolder(world.association.slug))
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})

const named = (slug: string, full = '示例邻居协会'): Preset => ({
  ...preset,
  association: { ...preset.association, slug, names: { ...preset.association.names, full } },
})
const charterVersion = () =>
  inTx(world.contexts.public(), async (tx) => (await currentText(tx, world.contexts.public(), 'charter'))?.version)

test('a preset installed again changes nothing; changed words make a next version, and the old one stays readable', async () => {
  expect((await installPreset(world.kernel, preset)).outcome).toBe('same')
  expect(await charterVersion()).toBe(1)
  const texts = preset.texts.map((text) => (text.id === 'charter' ? { ...text, body: `${text.body}\n\n第二版。` } : text))
  expect((await installPreset(world.kernel, { ...preset, texts })).outcome).toBe('updated')
  expect(await charterVersion()).toBe(2)
  const who = browserOf(app, world.association.slug)
  expect((await who.send('GET', '/texts/charter')).json()).toMatchObject({ version: 2, title: expect.any(String) })
  expect((await who.send('GET', '/texts/charter', { query: { version: '1' } })).json().body).not.toContain('第二版。')
  expect((await who.send('GET', '/texts/charter', { query: { version: '9' } })).statusCode).toBe(404)
})

test('two servers that start at once make one association', async () => {
  const both = await Promise.all([installPreset(world.kernel, named('twin')), installPreset(world.kernel, named('twin'))])
  expect(both.map((each) => each.outcome).sort()).toEqual(['created', 'same'])
  expect((await listAssociations(world.kernel)).filter((each) => each.slug === 'twin')).toHaveLength(1)
})

test('a session of one association opens nothing in another', async () => {
  await installPreset(world.kernel, named('neighbour'))
  const staff = await world.contexts.staff()
  const token = await inTx(staff, (tx, ctx) => openSession(tx, ctx, staff.account.id, null))
  const [here, there] = [browserOf(app, world.association.slug), browserOf(app, 'neighbour')]
  here.useToken(token)
  there.useToken(token)
  expect((await here.send('GET', '/account')).statusCode).toBe(200)
  expect((await there.send('GET', '/account')).statusCode).toBe(401)
  expect((await there.send('GET', '/session')).json()).toMatchObject({ account: null, association: { fullName: '示例邻居协会' } })
})

test.each(['#ffcc00', '#a3262a', '#ffffff', '#00aaee'])('the colour %s is readable on white in the theme', (accent) => {
  const colours = [...themeCss(accent).matchAll(/(--accent[a-z-]*):(#[0-9a-f]{6})/g)]
  expect(colours.map(([, name]) => name)).toEqual(['--accent', '--accent-ink', '--accent-strong', '--accent-soft', '--accent-line'])
  expect(contrastWithWhite(colours[0]?.[2] ?? '')).toBeGreaterThanOrEqual(4.5)
})

test('the theme and the page without scripts are served; names can’t become markup', async () => {
  const theme = await app.inject({ url: `/${world.association.slug}/theme.css` })
  expect([theme.statusCode, theme.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
  expect((await app.inject({ url: '/nobody/theme.css' })).statusCode).toBe(404)
  const face = associationFace({ ...world.association, settings: { ...world.association.settings, introduction: '<script>示例</script>' } })
  expect(face.plain).toContain('&lt;script&gt;示例')
  expect(face.plain).not.toContain('<script>')
  expect(face.plain).toContain(world.association.settings.contact.phone)
})

test('the 操作手册 of any preset is shown in the style of all, unless it brings its own', async () => {
  const { slug } = world.association
  const presets = mkdtempSync(join(tmpdir(), 'huiji-manuals-'))
  const put = (file: string, words: string) => writeFileSync(join(presets, slug, 'manual', file), words)
  mkdirSync(join(presets, slug, 'manual'), { recursive: true })
  put('index.html', '<link rel="stylesheet" href="style.css">')
  const server = fastify()
  serveManual(server, world.kernel, presets)
  const read = (file: string) => server.inject(`/${slug}/manual/${file}`)
  expect((await read('')).body).toContain('style.css')
  const shared = await read('style.css')
  expect(shared.headers['content-type']).toContain('text/css')
  expect(shared.body).toContain('figure')
  put('style.css', 'h1 { color: green }')
  expect((await read('style.css')).body).toBe('h1 { color: green }')
  expect((await read('missing.webp')).statusCode).toBe(404)
  await server.close()
  rmSync(presets, { recursive: true })
})
