import type { Device } from '../kit/browser.ts'
import type { Person, World } from '../kit/walk.ts'

/** CEPCA-09: the contact's mobile and a password; staff sign in at the same place. */
export const door = { label: '联系人手机号' }

/** Somebody at `device` who signed in already. */
export const enter = (world: World, device: Device, mobile: string, secret?: string): Promise<Person> =>
  world.signedIn(device, mobile, secret, door)
