import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { demoLogins } from '../../server/demo/logins.ts'
import type { DemoUnit } from '../../server/demo/units.ts'
import type { Answer, Client } from './client.ts'

/** A picture as a person would have read it: its letters are in the table, the drawing holds none. */
export async function readPicture(client: Client, db: pg.Pool): Promise<{ id: string; answer: string }> {
  const { body } = await client.send('POST', '/challenges', { kind: 'picture' })
  const { rows } = await db.query<{ answer: string }>('select answer from challenges where id = $1', [body.id])
  return { id: String(body.id), answer: rows[0]?.answer ?? '' }
}

export async function signIn(client: Client, db: pg.Pool, identifier: string, password: string = demoLogins.password): Promise<Answer> {
  return client.send('POST', '/session', { identifier, password, challenge: await readPicture(client, db) })
}

export async function askForCode(client: Client, db: pg.Pool, mobile: string, purpose: string): Promise<Answer> {
  return client.send('POST', '/codes', { mobile, purpose, challenge: await readPicture(client, db) })
}

/** The newest code that was sent to a number, as its owner reads it off the phone; waits for it. */
export async function readPhone(db: pg.Pool, mobile: string, patience = 60_000): Promise<string> {
  const until = Date.now() + patience
  while (Date.now() < until) {
    const { rows } = await db.query<{ body: string }>(
      'select body from messages where recipient = $1 order by created_at desc, id desc limit 1',
      [mobile],
    )
    const code = /验证码为 ?(\d{6})/.exec(rows[0]?.body ?? '')?.[1]
    if (code) return code
    await pause(100)
  }
  throw new Error(`no code came to ${mobile}`)
}

export async function register(client: Client, db: pg.Pool, unit: DemoUnit): Promise<Answer> {
  const asked = await askForCode(client, db, unit.mobile, 'register')
  if (asked.status !== 200) return asked
  const code = await readPhone(db, unit.mobile)
  const { name: unitName, creditCode, person: name, mobile } = unit
  return client.send('POST', '/register', { unitName, creditCode, name, mobile, code, password: demoLogins.password })
}
