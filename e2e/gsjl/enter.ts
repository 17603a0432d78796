import type { Device } from '../kit/browser.ts'
import { type Person, password, type World } from '../kit/walk.ts'

const labels = { 个人登录: '身份证号', 企业登录: '企业名称' } as const
export type Tab = keyof typeof labels

/** Chooses a tab of the login page and types a name and a password. */
export async function type(person: Person, tab: Tab, identifier: string, secret: string): Promise<void> {
  await person.page.getByRole('tab', { name: tab }).click()
  await person.fill({ [labels[tab]]: identifier, 密码: secret })
}

/** GSJL-03: somebody at `device` who signed in under a tab. Staff type their mobile. */
export async function enter(world: World, device: Device, tab: Tab, identifier: string, secret: string = password): Promise<Person> {
  const person = await world.person(device)
  await person.open('/login')
  await type(person, tab, identifier, secret)
  await person.proveWithoutPicture()
  await person.button('登录').click()
  await person.page.waitForURL(/\/(portal|console)/)
  await person.heading().first().waitFor()
  return person
}
