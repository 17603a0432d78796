import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installPreset } from '../server/install.ts'
import { systemClock } from '../server/kernel/clock.ts'
import { readConfig } from '../server/kernel/config.ts'
import { migrate } from '../server/kernel/database/migrate.ts'
import { openDatabase } from '../server/kernel/database/pool.ts'
import { inTx } from '../server/kernel/database/transaction.ts'
import { Refusal } from '../server/kernel/errors.ts'
import { diskStore } from '../server/kernel/files/disk.ts'
import type { Kernel } from '../server/kernel/kernel.ts'
import { makeLog } from '../server/kernel/log.ts'
import { startPostgres } from '../server/kernel/postgres/index.ts'
import { StartError } from '../server/kernel/start-error.ts'
import { createStaff } from '../server/modules/staff/index.ts'
import { loadPreset, PresetError } from '../server/presets/index.ts'

const usage = '用法：npx tsx tools/create-association.ts <预设文件夹> --name <第一位管理员姓名> --mobile <手机号>'

/** Makes an association from a preset folder, and its first administrator; prints the link that sets the password. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { name: { type: 'string' }, mobile: { type: 'string' } } })
  const [folder] = positionals
  if (!folder || !values.name || !values.mobile) throw new StartError(usage)
  const preset = await loadPreset(resolve(folder))
  const config = readConfig(process.env)
  const postgres = config.databaseUrl === undefined ? await startPostgres({ dataDir: config.dataDir, log: () => undefined }) : undefined
  const url = config.databaseUrl ?? postgres?.url ?? ''
  await migrate(url)
  const database = openDatabase(url, { max: 2 })
  const kernel: Kernel = {
    config,
    database,
    files: diskStore(resolve(config.dataDir, 'files')),
    clock: systemClock,
    log: makeLog(config.logLevel),
  }
  try {
    const { ctx, outcome } = await installPreset(kernel, preset)
    process.stdout.write(
      `${ctx.association.name}：${{ created: '已创建', updated: '已按预设更新', same: '已是最新' }[outcome]}（${config.publicUrl}/${ctx.association.slug}/）\n`,
    )
    const roles = await inTx(ctx, (tx) =>
      tx.selectFrom('roles').select(['id', 'permissions']).where('association_id', '=', ctx.association.id).execute(),
    )
    const managing = roles
      .filter((role) => role.permissions.includes('staff.manage'))
      .sort((a, b) => b.permissions.length - a.permissions.length)[0]
    if (!managing) throw new StartError('预设里没有可以管理工作人员的角色（权限 staff.manage），无法指定管理员。')
    const { invitation } = await createStaff(ctx, { name: values.name, mobile: values.mobile, roles: [managing.id] })
    process.stdout.write(
      invitation
        ? `管理员 ${values.name} 的激活链接（72 小时内有效，只能用一次）：\n${config.publicUrl}${invitation.path}\n`
        : `管理员 ${values.name} 已有账号，请用原来的密码登录。\n`,
    )
  } finally {
    await database.close()
    await postgres?.stop()
  }
}

main().catch((error: unknown) => {
  const plain = error instanceof StartError || error instanceof PresetError || error instanceof Refusal
  const problems = error instanceof Refusal ? (error.problems ?? []).map((problem) => `\n${problem.message}`).join('') : ''
  process.stderr.write(`${plain ? error.message + problems : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
