import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type pg from 'pg'
import { openBrowser } from '../kit/browser.ts'
import { lookInto, startDatabase } from '../kit/database.ts'
import { makeFolder, startServer } from '../kit/server.ts'
import { World } from '../kit/walk.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A server without a demo. What is sent is kept nowhere, so that the phones have to be listened to. */
export class PlainWorld extends World {
  readonly #db: pg.Pool
  readonly #url: string
  readonly #end: () => Promise<void>

  private constructor(slug: string, parts: Pick<World, 'server' | 'browser'> & { db: pg.Pool; url: string; end: () => Promise<void> }) {
    super(slug, parts.server, parts.browser)
    this.#db = parts.db
    this.#url = parts.url
    this.#end = parts.end
  }

  static async open(slug: string): Promise<PlainWorld> {
    const database = await startDatabase()
    const dataDir = makeFolder()
    const server = await startServer({ dataDir, databaseUrl: database.url, env: { DEMO: '0' } })
    const db = await lookInto(database.url)
    await db.query(`
      create table phones (at timestamptz default clock_timestamp(), mobile text, said text);
      create function ring() returns trigger language plpgsql security definer set search_path = public as
        $$ begin insert into phones (mobile, said) values (new.recipient, new.body); return new; end $$;
      create trigger ring after insert on messages for each row execute function ring()`)
    const end = async () => {
      await db.end()
      await database.end()
      rmSync(dataDir, { recursive: true, force: true })
    }
    return new PlainWorld(slug, { server, browser: await openBrowser(server.url), db, url: database.url, end })
  }

  /** A command of package.json, as the secretary's helper types it; what it prints. */
  async run(script: string, ...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', script, '--', ...words], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: this.#url, DATA_DIR: this.server.dataDir, PUBLIC_URL: this.server.url },
    })
    return stdout
  }

  override async sms(mobile: string, about: RegExp = /./): Promise<string> {
    for (let tries = 0; tries < 100; tries++) {
      const { rows } = await this.#db.query<{ said: string }>('select said from phones where mobile = $1 order by at desc', [mobile])
      const found = rows.find((row) => about.test(row.said))
      if (found) return found.said
      await pause(100)
    }
    throw new Error(`no SMS to ${mobile} about ${about}`)
  }

  override async code(mobile: string): Promise<string> {
    return /验证码为 ?(\d{6})/.exec(await this.sms(mobile, /验证码为/))?.[1] ?? ''
  }

  override async close(): Promise<void> {
    await super.close()
    await this.#end()
  }
}
