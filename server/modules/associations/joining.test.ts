import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import { browserOf } from '../../testing/browser.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { readJoining } from './joining.ts'

let world: World
let app: FastifyInstance

beforeAll(async () => {
  world = await testWorld()
  app = await createApp(world.kernel, { version: 'test' })
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})

test('CACEM-01 anybody reads how to join: the steps and papers of the admission in force, and whom to ask', async () => {
  const answer = await browserOf(app, world.association.slug).send('GET', '/joining')
  expect(answer.statusCode).toBe(200)
  const joining = answer.json()
  expect(joining.admissions[0].steps.map((step: { type: string }) => step.type)).toEqual([
    'agree',
    'form',
    'documents',
    'payment',
    'review',
  ])
  expect(joining.admissions[0].documents.length).toBeGreaterThan(0)
  expect(joining.contacts.people.length).toBe(world.association.settings.contact.people.length)
  expect(joining.texts.map((text: { id: string }) => text.id)).toEqual(world.association.settings.pages)
})

test('CACEM-15 the dues shown are those of the year it is, and none before the first standard', async () => {
  const now = await readJoining(world.contexts.public())
  expect(now.dues.year).toBe(2026)
  expect(now.dues.rows.length).toBe(world.association.settings.levels.length)
  world.clock.set('2001-05-05T10:00:00+08:00')
  const before = await readJoining(world.contexts.public())
  world.clock.set('2026-11-21T10:00:00+08:00')
  expect(before.dues).toEqual({ year: 2001, rows: [] })
})

test('an association that takes no registrations shows no steps', async () => {
  const ctx = world.contexts.public()
  const { settings } = ctx.association
  const closed = { ...ctx, association: { ...ctx.association, settings: { ...settings, registration: {} } } }
  expect((await readJoining(closed)).admissions).toEqual([])
})
