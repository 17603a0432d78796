import type { Life } from '../kit/life.ts'
import { entering, type Person, type World } from '../kit/walk.ts'
import { staff } from './cast.ts'

export const doors = {
  企业登录: { tab: '企业登录', label: '企业全称 / 用户名 / 会员号' },
  个人登录: { tab: '个人登录', label: '姓名 / 会员号' },
} as const

/** CAQ-02: somebody at `device` who signed in under a tab, without the slider. Staff type their mobile. */
export const enter = entering(doors)

/** The address in the newest mail to somebody, at the server this world has. */
export async function linkInMail(world: World, email: string, about: RegExp): Promise<string> {
  const link = /https?:\/\/[^\s<]+/.exec(await world.sms(email, about))?.[0] ?? ''
  return link.replace(/^https?:\/\/[^/]+/, world.server.url)
}

/** Opens a matter of the to-do list, passes the review it lies at. */
export async function pass(officer: Person, name: string, kind: RegExp): Promise<void> {
  await officer.open(`/console/matters?scope=all&q=${encodeURIComponent(name)}`)
  const row = officer.page.getByRole('row', { name: kind }).filter({ hasText: name }).first()
  await row.getByRole('link').first().click()
  await officer.heading(name).waitFor()
  await officer.pass()
}

/** Somebody of the staff, at work since he was first needed. */
export async function clerk(life: Life, who: keyof typeof staff): Promise<Person> {
  const known = life.cast.get(who)
  const person = known ?? (await enter(life.world, 'desk', '企业登录', staff[who].mobile))
  life.cast.set(who, person)
  return person
}

/** CAQ-03: a member of before is asked for a valid e-mail first. */
export async function confirmEmail(person: Person, email: string): Promise<void> {
  await person.heading('请确认您的邮箱').waitFor()
  await person.fill({ 邮箱: email })
  await person.proveWithoutPicture()
  await person.askForCode(email)
  await person.field('邮件验证码').fill(await person.world.code(email))
  await person
    .button(/确认|保存/)
    .first()
    .click()
}
