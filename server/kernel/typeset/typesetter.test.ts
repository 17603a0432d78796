import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { prepare } from './prepare/prepare.ts'
import { Typesetter, type TypesetterOptions } from './typesetter.ts'

let typesetter: Typesetter
afterEach(() => typesetter.close())

const open = (options: Partial<TypesetterOptions> = {}) => {
  typesetter = new Typesetter(options)
  return typesetter
}

const association = { name: '示例协会', accent: '#224466' }
const notice = { association, date: '2026-11-21', title: '通知' }
const letter = (markdown: string) => prepare('letter', { ...notice, markdown })
const isPdf = (bytes: Buffer) => bytes.subarray(0, 5).toString() === '%PDF-'

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .toString()
      .startsWith('Z')
  } catch {
    return false
  }
}

it('prints the next document after the child was killed', async () => {
  const printer = open()
  expect(isPdf(await printer.print(await letter('一')))).toBe(true)
  const first = printer.state().pid
  process.kill(first ?? 0, 'SIGKILL')
  expect(isPdf(await printer.print(await letter('二')))).toBe(true)
  expect(printer.state().pid).not.toBe(first)
})

it('prints a document whose child died under it, on a new child', async () => {
  const printer = open()
  const pending = printer.print(await letter('一'))
  process.kill(printer.state().pid ?? 0, 'SIGKILL')
  expect(isPdf(await pending)).toBe(true)
  expect(printer.state().children).toBe(2)
})

it('fails a wrong document alone: those behind it are printed by the same child', async () => {
  const printer = open()
  const wrong = printer.print({ template: 'no-such-template', data: '{}', files: {} })
  const right = printer.print(await letter('一'))
  await expect(wrong).rejects.toMatchObject({ reason: 'failed' })
  expect(isPdf(await right)).toBe(true)
  expect(printer.state().children).toBe(1)
})

it('gives up a document that takes too long and goes on with the next', async () => {
  const printer = open({ timeoutMs: 5 })
  await expect(printer.print(await letter('一'))).rejects.toMatchObject({ reason: 'timeout' })
  expect(printer.state().pid).toBeUndefined()
})

it('refuses more than its queue holds', async () => {
  const printer = open({ queueLimit: 1 })
  const order = await letter('一')
  const taken = [printer.print(order), printer.print(order)]
  await expect(printer.print(order)).rejects.toMatchObject({ reason: 'busy' })
  expect((await Promise.all(taken)).every(isPdf)).toBe(true)
})

it('replaces the child after its share of documents', async () => {
  const printer = open({ recycleAfter: 2 })
  const order = await letter('一')
  await Promise.all([1, 2, 3, 4, 5].map(() => printer.print(order)))
  expect(printer.state()).toMatchObject({ printed: 5, children: 3 })
})

it('lets an idle child go', async () => {
  const printer = open({ idleMs: 50 })
  await printer.print(await letter('一'))
  const { pid } = printer.state()
  await expect.poll(() => alive(pid ?? 0), { timeout: 5000 }).toBe(false)
})

it('closes cleanly: the running document is finished, the waiting one refused, no process left', async () => {
  const printer = open()
  const order = await letter('一')
  const running = printer.print(order)
  const waiting = printer.print(order)
  const { pid } = printer.state()
  const refused = expect(waiting).rejects.toMatchObject({ reason: 'closed' })
  await printer.close()
  await refused
  expect(isPdf(await running)).toBe(true)
  expect(alive(pid ?? 0)).toBe(false)
  await expect(printer.print(order)).rejects.toMatchObject({ reason: 'closed' })
})

it('reads nothing of the disk: not a template that lies there, not a picture that was not handed in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'typeset-'))
  writeFileSync(join(folder, 'planted.typ'), 'planted')
  const printer = open()
  const planted = relative('/nowhere', join(folder, 'planted'))
  await expect(printer.print({ template: planted, data: '{}', files: {} })).rejects.toMatchObject({ reason: 'failed' })
  const sealed = await prepare('letter', {
    ...notice,
    markdown: '一',
    seal: { around: '示例协会', caption: '章' },
    signature: [{ label: '', value: '示例协会' }],
  })
  expect(isPdf(await printer.print(sealed))).toBe(true)
  await expect(printer.print({ ...sealed, files: {} })).rejects.toMatchObject({ reason: 'failed' })
  rmSync(folder, { recursive: true })
})
