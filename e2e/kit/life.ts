import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Device } from './browser.ts'
import { arrive, keep } from './look.ts'
import { Manual } from './manual.ts'
import { openWorld, type Person, type World } from './walk.ts'

/** What the chapters of one file share: the world, its people, and the manual that is being written. */
export interface Life {
  world: World
  manual: Manual
  /** Under these names later chapters find who an earlier one brought in. */
  cast: Map<string, Person>
  who(name: string): Person
  /** What a chapter found out and a later one needs, by a name. */
  memory: Record<string, string>
  /** A picture for the manual. */
  shot(person: Person, caption?: string): Promise<void>
}

/** Opens a world for the tests of a file, keeps a picture of every page after a failure, closes at the end. */
export function useLife(slug: string): Life {
  let world: World | undefined
  const manual = new Manual()
  const cast = new Map<string, Person>()
  beforeAll(async () => {
    world = await openWorld(slug)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    if (world) process.stderr.write(`${world.server.output().slice(-1500)}\n`)
    for (const page of world?.browser.pages() ?? []) await keep(page, `failed-${task.name.slice(0, 40)}`, true)
  })
  afterAll(() => world?.close())
  return {
    manual,
    cast,
    memory: {},
    get world() {
      if (!world) throw new Error('the world is not open yet')
      return world
    },
    who(name) {
      const person = cast.get(name)
      if (!person) throw new Error(`${name} has not come yet`)
      return person
    },
    async shot(person, caption) {
      const device: Device = person.visitor.device
      await arrive(person.page)
      // A manual shows the page, not what passes over it.
      await person.page.evaluate(`document.querySelectorAll('.toast button').forEach((close) => close.click())`)
      await manual.shot(person.page, device, caption)
    },
  }
}
