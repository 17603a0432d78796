import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Ground, testGround } from '../../testing/ground.ts'
import { findOpenTables, guardTables } from './guard.ts'

let ground: Ground
beforeAll(async () => {
  ground = await testGround()
})
afterAll(() => ground.close())

const open = () => findOpenTables(ground.kernel.database.db)

it('finds nothing open in our own schema', async () => {
  expect(await open()).toEqual([])
  await guardTables(ground.kernel.database.db)
})

it.each([
  [
    'a table made without a thought',
    'create table leaky (association_id uuid)',
    'drop table leaky',
    ['leaky: row-level security is off', 'leaky: not forced', 'leaky: no policy'],
  ],
  [
    'a policy that was dropped',
    'drop policy association on members',
    'create policy association on members to huiji_app using (association_id = current_association()) with check (association_id = current_association())',
    ['members: no policy'],
  ],
  [
    'security that was switched off',
    'alter table accounts disable row level security',
    'alter table accounts enable row level security',
    ['accounts: row-level security is off'],
  ],
  [
    'security that the owner steps over',
    'alter table orders no force row level security',
    'alter table orders force row level security',
    ['orders: not forced'],
  ],
  [
    'a table that the runtime role owns',
    'alter table payments owner to huiji_app',
    'alter table payments owner to huiji_owner',
    ['payments: owned by the runtime role'],
  ],
])('names %s and refuses to start: seen red', async (_, break_, mend, faults) => {
  await ground.root.query(break_)
  expect(await open()).toEqual(faults)
  await expect(guardTables(ground.kernel.database.db)).rejects.toThrow(`数据库的行级安全不完整，拒绝启动：${faults.join('；')}`)
  await ground.root.query(mend)
  expect(await open()).toEqual([])
})
