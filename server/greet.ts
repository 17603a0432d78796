import { demoLogins } from './demo/logins.ts'
import type { Kernel } from './kernel/kernel.ts'
import { listAssociations } from './modules/associations/index.ts'

/** What a newcomer reads when the server is up: addresses, demo logins, where messages land. */
export async function greet(kernel: Kernel, port: number): Promise<void> {
  const { config } = kernel
  const base = config.publicUrl === `http://localhost:${config.port}` ? `http://localhost:${port}` : config.publicUrl
  const lines = ['', '会籍已启动，按 Ctrl-C 停止。', '']
  const associations = await listAssociations(kernel)
  for (const { name, slug } of associations) lines.push(`  ${name}`, `    门户  ${base}/${slug}/`, `    管理  ${base}/${slug}/console/`, '')
  if (associations.length === 0)
    lines.push('  还没有协会。用一个预设文件夹创建：', '    npm run association -- presets/<文件夹> --admin 姓名 --mobile 手机号', '')
  if (config.demo) {
    lines.push(`  演示账号（密码都是 ${demoLogins.password}）：`)
    for (const login of [...demoLogins.staff, ...demoLogins.units]) lines.push(`    ${login.mobile}  ${login.who}`)
    for (const { slug } of associations) lines.push(`  演示短信和邮件都落在  ${base}/${slug}/mailbox`)
    lines.push('')
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}
