import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download, falsePdf, photo, readPdf } from '../../kit/papers.ts'
import type { Person } from '../../kit/walk.ts'
import { unit } from '../cast.ts'

/** 入会须知 is read to its end and agreed to. */
export async function begin(person: Person): Promise<void> {
  await person.open('/portal/apply')
  await person.button('开始入会注册').click()
  await person.heading('阅读入会须知').waitFor()
  await person.text('— 全文完 —').scrollIntoViewIfNeeded()
  for (const box of await person.page.getByRole('checkbox', { name: /同意/ }).all()) await box.check()
  await person.button('同意并继续').click()
  await person.heading('单位信息').waitFor()
}

const saved = (person: Person) => person.text(/已保存 \d\d:\d\d/).waitFor()
const certificate = (person: Person, at: number) => person.page.getByRole('region', { name: new RegExp(`^资质证书 ?${at}`) })
const paper = (person: Person, name: string) => person.page.getByRole('region', { name, exact: true })

export function applying(life: Life) {
  it('CQSSA-01 单位信息 and the certificates stand in one form', async () => {
    const person = life.who('unit')
    await person.look('apply')
    await begin(person)
    for (const part of ['单位信息', '资质证书', '联系人', '入会时间', '相关证书'])
      await person.page.getByRole('heading', { level: 2, name: part, exact: true }).waitFor()
    expect(await person.field('单位名称').inputValue()).toBe(unit.name)
    await person.look('form')
  })
}
