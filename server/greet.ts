import { colleaguesOf } from './demo/colleagues.ts'
import { openHouse } from './demo/house.ts'
import { demoLogins, memberLogins } from './demo/logins.ts'
import type { Association } from './kernel/context.ts'
import type { Kernel } from './kernel/kernel.ts'
import { listAssociations } from './modules/associations/index.ts'

/** What a newcomer reads when the server is up: addresses, demo logins, where messages land. */
export async function greet(kernel: Kernel, port: number): Promise<void> {
  const { config } = kernel
  const base = config.publicUrl === `http://localhost:${config.port}` ? `http://localhost:${port}` : config.publicUrl
  const lines = ['', '会籍已启动，按 Ctrl-C 停止。', '']
  const associations = await listAssociations(kernel)
  for (const association of associations) {
    const { name, slug } = association
    lines.push(`  ${name}`, `    门户  ${base}/${slug}/`, `    管理  ${base}/${slug}/console/`)
    if (config.demo) lines.push(...(await demoLines(kernel, association)), `    演示短信和邮件都落在  ${base}/${slug}/mailbox`)
    lines.push('')
  }
  if (associations.length === 0)
    lines.push('  还没有协会。用一个预设文件夹创建：', '    npm run association -- presets/<文件夹> --name 姓名 --mobile 手机号', '')
  if (config.demo) lines.push(`  演示账号的密码都是 ${demoLogins.password}`, '')
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Who may sign in to look around, and with what: staff by mobile, members in the association's own way. */
async function demoLines(kernel: Kernel, association: Association): Promise<string[]> {
  const house = await openHouse(kernel, association, '')
  const members = memberLogins(association.settings)
  const tabs = new Set(members.map((one) => one.tab))
  return [
    ...colleaguesOf(house).map(({ mobile, who }) => `    ${mobile}  ${who}`),
    ...members.map(({ identifier, who, tab }) => `    ${identifier}  ${tabs.size > 1 ? `${tab}：` : ''}${who}`),
  ]
}
