import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FormDefinition } from '../../../contract/forms/schema.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { addRecordFile, readRecordFile } from './record-files.ts'

const form: FormDefinition = {
  id: 'person-record',
  version: 1,
  title: '个人信息',
  sections: [
    {
      id: 'person',
      title: '个人信息',
      fields: [
        { type: 'person-name', id: 'name', label: '姓名', maps: 'person.name' },
        { type: 'photo', id: 'photo', label: '证件照', maps: 'person.photo' },
        {
          type: 'list',
          id: 'titles',
          label: '职称证书',
          max: 9,
          fields: [{ type: 'file', id: 'scan', label: '扫描件', accept: ['pdf'], maxBytes: 100_000, maxFiles: 1 }],
        },
      ],
    },
  ],
}
let world: World
beforeAll(async () => {
  world = await testWorld()
  // Its record is this form, in this test alone.
  world.association.settings = {
    ...world.association.settings,
    forms: [...world.association.settings.forms, form],
    profileForm: { unit: form.id, person: form.id },
  }
})
afterAll(() => world.close())

async function member(): Promise<MemberContext> {
  const [accountId, memberId] = [newId(), newId()]
  await inTx(world.contexts.system(), async (tx, ctx) => {
    const association_id = ctx.association.id
    await tx.insertInto('accounts').values({ association_id, id: accountId, name: '张示例' }).execute()
    await tx.insertInto('members').values({ association_id, id: memberId, kind: 'person', name: '张示例' }).execute()
    await tx.insertInto('account_members').values({ association_id, account_id: accountId, member_id: memberId }).execute()
  })
  return world.contexts.member(accountId, memberId)
}
const photo = async () => ({
  name: '照片.jpg',
  bytes: await sharp({ create: { width: 295, height: 413, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer(),
})

describe('GSJL-04 photos and files of a record', () => {
  it('are put in by the member or by staff, and read by both, small where a small one is asked for', async () => {
    const who = await member()
    const staff = await world.contexts.staff(['members.read', 'members.edit'])
    const own = await addRecordFile(who, { memberId: who.memberId, field: 'photo' }, await photo())
    const theirs = await addRecordFile(staff, { memberId: who.memberId, field: 'photo' }, await photo())
    for (const ctx of [who, staff]) {
      for (const fileId of [own.id, theirs.id]) {
        const { bytes, mediaType } = await readRecordFile(ctx, { memberId: who.memberId, fileId, width: 60 })
        expect([mediaType, (await sharp(bytes).metadata()).width]).toEqual(['image/webp', 60])
      }
    }
  })

  it('are nobody else’s: not another member’s, not staff’s without the permission', async () => {
    const who = await member()
    const { id: fileId } = await addRecordFile(who, { memberId: who.memberId, field: 'photo' }, await photo())
    const other = await member()
    const read = { memberId: who.memberId, fileId }
    await expect(readRecordFile(other, read)).rejects.toMatchObject({ code: 'not-found' })
    await expect(readRecordFile(other, { ...read, memberId: other.memberId })).rejects.toMatchObject({ code: 'not-found' })
    await expect(addRecordFile(other, { memberId: who.memberId, field: 'photo' }, await photo())).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(readRecordFile(await world.contexts.staff(['matters.read']), read)).rejects.toMatchObject({ code: 'not-allowed' })
    const reader = await world.contexts.staff(['members.read'])
    await expect(addRecordFile(reader, { memberId: who.memberId, field: 'photo' }, await photo())).rejects.toMatchObject({
      code: 'not-allowed',
    })
  })

  it('are held to their field’s rules', async () => {
    const who = await member()
    const put = async (field: string) => addRecordFile(who, { memberId: who.memberId, field }, await photo())
    await expect(put('titles.0.scan')).rejects.toMatchObject({ code: 'wrong-file' })
    await expect(put('name')).rejects.toMatchObject({ code: 'not-found' })
    await expect(put('nothing')).rejects.toMatchObject({ code: 'not-found' })
  })
})
