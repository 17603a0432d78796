import pg from 'pg'
import { StartError } from '../start-error.ts'

interface Queryable {
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>
}

const oldest = 15

/** Whether this database can hold our data: version, encoding, and a character type that knows Chinese letters. Throws a StartError. */
export async function checkConnection(client: Queryable): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as words,
            pg_encoding_to_char(encoding) as encoding, datctype as ctype
       from pg_database where datname = current_database()`,
  )
  const { version, words, encoding, ctype } = rows[0] ?? {}
  if (Number(version) < oldest * 10_000) throw new StartError(`数据库是 PostgreSQL ${words}，需要 ${oldest} 或更新的版本。`)
  if (encoding !== 'UTF8') throw new StartError(`数据库的编码是 ${encoding}，应当是 UTF8，请用 ENCODING 'UTF8' 重新建立这个数据库。`)
  if (ctype === 'C' || ctype === 'POSIX') {
    throw new StartError(`数据库的字符类型（LC_CTYPE）是 ${ctype}，认不出汉字，请用 LC_CTYPE 'C.UTF-8' 重新建立这个数据库。`)
  }
}

/** Connects to the database DATABASE_URL names and checks it. Throws a StartError, which never holds the password. */
export async function checkDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw new StartError(`连不上 DATABASE_URL 指明的数据库（${client.host}:${client.port}/${client.database}）：${reason(error)}。`, {
      cause: error,
    })
  }
  try {
    await checkConnection(client)
  } finally {
    await client.end()
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const known: Record<string, string> = {
    ECONNREFUSED: '那里没有数据库在运行',
    ENOENT: '那里没有数据库在运行',
    ENOTFOUND: '找不到这台主机',
    ETIMEDOUT: '没有回应',
    '28P01': '用户名或密码不对',
    '28000': '不允许这个用户登录',
    '3D000': '没有这个数据库',
    '53300': '数据库的连接数满了',
  }
  return known[String(code)] ?? (error instanceof Error && error.message ? error.message : String(error))
}
