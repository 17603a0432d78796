import type { Device } from '../kit/browser.ts'
import { type Person, password, type World } from '../kit/walk.ts'

/** CEPCA-09: the contact's mobile and a password; staff sign in at the same place. */
export async function signIn(person: Person, mobile: string, secret: string = password): Promise<void> {
  await person.open('/login')
  await person.fill({ 联系人手机号: mobile, 密码: secret })
  await person.proveWithoutPicture()
  await person.button('登录').click()
  await person.page.waitForURL(/\/(portal|console)/)
  await person.heading().first().waitFor()
}

/** Somebody at `device` who signed in already. */
export async function enter(world: World, device: Device, mobile: string, secret?: string): Promise<Person> {
  const person = await world.person(device)
  await signIn(person, mobile, secret)
  return person
}
