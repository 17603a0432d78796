import sharp from 'sharp'
import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import type { Person } from '../../kit/walk.ts'
import { persons, units } from '../cast.ts'
import { enter } from '../enter.ts'
import { patient } from '../patient.ts'
import { portrait } from '../portrait.ts'

type Newcomer = (typeof persons)[keyof typeof persons]

/** Fills 个人会员注册 and has the code sent. */
async function register(person: Person, one: Newcomer): Promise<void> {
  await person.open('/register')
  await person.fill({ 姓名: one.name, 身份证号: one.idCard, 联系电话: one.mobile, 密码: one.password, 确认密码: one.password })
  await person.enterCode(one.mobile)
  await person.register()
}

/** Reads a text to its end and agrees. */
async function agree(person: Person, title: string): Promise<void> {
  await person.heading(title).waitFor()
  await person.text('— 全文完 —').scrollIntoViewIfNeeded()
  await person.page.getByRole('checkbox', { name: /阅读并同意/ }).check()
  await person.button('同意并继续').click()
}

/** From one's home to the form: 入会须知, then the sensitive information by itself. */
async function begin(person: Person): Promise<void> {
  await person.link('开始申请').click()
  await person.button(/^开始/).click()
  await agree(person, '阅读入会须知')
  await agree(person, '敏感信息单独同意')
  await person.heading('填写详细信息').waitFor()
}

/** Cuts a big portrait down to the 1-inch photo that is asked for. */
async function choosePhoto(person: Person, name: string, ground?: string) {
  await person.page.getByLabel('上传证件照', { exact: true }).setInputFiles(await portrait(name, ground))
  const dialog = person.page.getByRole('dialog', { name: '裁剪证件照' })
  await dialog.getByRole('application').waitFor()
  return dialog
}

const work = { 通讯地址: '甘肃省兰州市示例区示例路 1 号示例大厦 6 层', 职务: '监理工程师' }

async function fillWork(person: Person): Promise<void> {
  await person.fill(work)
  await person.field('学历').selectOption({ label: '大学本科' })
  await person.fill({ 毕业院校和专业: '示例大学土木工程' })
  await person.field('专业技术职称').selectOption({ label: '中级' })
  await person.field('从事专业').selectOption({ label: '房屋建筑工程' })
}

export function registering(life: Life) {
  it('GSJL-01 an ID number that was copied wrongly is refused by its check digit', async () => {
    const person = life.who('person')
    await person.open('/login')
    await person.link('个人会员注册').click()
    await person.heading('个人会员注册').waitFor()
    const { idCard } = persons.phone
    const wrong = idCard.slice(0, 16) + String((Number(idCard[16]) + 1) % 10) + idCard.slice(17)
    await person.fill({ 姓名: persons.phone.name, 身份证号: wrong, 联系电话: persons.phone.mobile, 密码: 'short', 确认密码: 'Jianli_2026' })
    await person.button('注册').click()
    await person.alert('处需要修改').waitFor()
    await person.text('身份证号的校验位不对').first().waitFor()
    await person.text('密码应为 8 至 20 个字符').first().waitFor()
    await person.look('register-wrong')
  })

  it('GSJL-01 registers with the ID number as the account and a password of one’s own', async () => {
    const person = life.who('person')
    const { password, idCard, mobile } = persons.phone
    await person.fill({ 身份证号: idCard, 密码: password })
    await expect.poll(() => person.text('两次输入的密码不一致').count(), patient).toBe(0)
    await person.enterCode(mobile)
    await person.look('register')
    life.manual.step('填写姓名、身份证号和本人手机号，收取短信验证码，自己设定密码。身份证号就是以后登录的账号。')
    await person.page.evaluate('scrollTo(0, 0)')
    await life.shot(person, '个人会员注册')
    await person.register()
    await person.heading(persons.phone.name).waitFor()
    await person.text('还没有提交申请').waitFor()
    await person.look('person-home-new')
  })

  it('GSJL-01 reads 入会须知, and agrees to the use of ID card and photo by itself', async () => {
    const person = life.who('person')
    await person.link('开始申请').click()
    await person.look('apply')
    await person.button(/^开始/).click()
    await person.heading('阅读入会须知').waitFor()
    await person.look('guide')
    life.manual.step('点“开始申请”，先阅读入会须知和个人信息处理告知；身份证号和证件照是敏感个人信息，另有一页单独征求您的同意。')
    await life.shot(person, '阅读入会须知')
    await agree(person, '阅读入会须知')
    await person.text('不同意则不能申请').waitFor()
    await person.look('sensitive')
    await agree(person, '敏感信息单独同意')
    await person.heading('填写详细信息').waitFor()
  })

  it('GSJL-01 what the ID number tells is filled in; a number that contradicts it is named', async () => {
    const person = life.who('person')
    await expect.poll(() => person.field('身份证号').inputValue(), patient).toBe(persons.phone.idCard)
    expect(await person.field('出生日期').inputValue()).toBe('1990-05-06')
    expect(await person.page.getByRole('radio', { name: '男' }).isChecked()).toBe(true)
    await person.field('出生日期').fill('1990-06-05')
    await person.field('身份证号').fill(persons.phone.idCard.toLowerCase())
    await person.field('QQ 号').fill('12a')
    await person.field('QQ 号').blur()
    await person.text('QQ 号是 5 到 12 位数字').first().waitFor()
    await person
      .text(/身份证号中的出生日期是 1990-05-06/)
      .first()
      .waitFor()
    await person.look('person-form-wrong')
    await person.fill({ 出生日期: '1990-05-06', 'QQ 号': '1000000001', 邮箱: 'feng@example.org' })
  })

  it('GSJL-01 a camera’s photo is cut to 1 inch and shrunk below 150 KB in the browser', async () => {
    const person = life.who('person')
    const grey = await choosePhoto(person, '冯示例的照片', '#8fa3b8')
    await grey.getByText('照片的背景看起来不是白色').waitFor()
    await grey.getByRole('button', { name: '取消' }).click()
    const dialog = await choosePhoto(person, '冯示例的照片')
    await dialog.getByRole('application').press('+')
    await dialog.getByRole('application').press('ArrowUp')
    await person.look('photo-crop')
    life.manual.step('证件照用手机拍的或电脑里的都可以：选好照片后拖动、缩放到合适的位置，系统自动裁成 1 寸、压缩到 150 KB 以内。')
    await life.shot(person, '裁剪证件照')
    await dialog.getByRole('button', { name: '使用这张照片' }).click()
    const sent = person.page.getByRole('img', { name: '证件照' })
    await sent.waitFor()
    const answer = await person.page.request.get(new URL((await sent.getAttribute('src')) ?? '', person.page.url()).href)
    const bytes = await answer.body()
    expect(bytes.length).toBeLessThanOrEqual(150 * 1024)
    const { width, height, format } = await sharp(bytes).metadata()
    // 1 inch, or twice as fine.
    expect([295, 590]).toContain(width)
    expect({ height, format }).toEqual({ height: ((width ?? 0) / 295) * 413, format: 'jpeg' })
    await person.look('person-form')
    life.manual.step('填写详细信息：带 * 的必须填写。通讯地址填当前就职单位的地址，联系电话填本人手机号。')
    await life.shot(person, '填写基本信息')
  })

  it('GSJL-11 less than a year in the trade, or no schooling and no title, is named', async () => {
    const person = life.who('person')
    await person.button(/^下一项：工作和资格/).click()
    await person.fill(work)
    await person.field('学历').selectOption({ label: '中专以下' })
    expect(await person.field('专业技术职称').count()).toBe(0)
    const titles = await person.page
      .getByLabel(/专业技术职称（中专以下学历须有）/)
      .getByRole('option')
      .allInnerTexts()
    expect(titles).not.toContain('无')
    await person.field('从事监理及工程咨询工作的起始日期').fill('2026-06-01')
    await person.button(/^下一步：/).click()
    await person.alert('处需要修改').waitFor()
    await person.text('从事监理及工程咨询工作须满 1 年').first().waitFor()
    await person.look('person-work-wrong')
  })

  it('GSJL-01 the employer is chosen among the member units', async () => {
    const person = life.who('person')
    await fillWork(person)
    await person.fill({ 从事监理及工程咨询工作的起始日期: '2014-07-01', 工作单位: '示例不存在的监理公司' })
    await person.toReview()
    const unknown = person.button(/没有名称为“示例不存在的监理公司”的会员单位/)
    await unknown.waitFor()
    await person.look('person-employer-unknown')
    await unknown.click()
    await expect.poll(() => person.hasFocus(person.field('工作单位')), patient).toBe(true)
    await person.fill({ 工作单位: '示例长风' })
    await expect
      .poll(() => person.page.locator('datalist option').evaluateAll((all) => all.map((one) => one.getAttribute('value'))), patient)
      .toContain(units.first.name)
    await person.fill({ 工作单位: units.first.name })
    await person.look('person-work')
    life.manual.step('工作单位输入名称中的几个字，从会员单位中选择；信息将提交给所选的单位审核。')
    await life.shot(person, '工作和资格')
    await person.toReview()
    await person.text('都填好了').waitFor()
    await person.look('person-check')
  })

  it('GSJL-02 handed in, one sees the waiting page and nothing else until the employer has reviewed it', async () => {
    const person = life.who('person')
    await person.submit()
    await expect.poll(() => person.page.getByRole('navigation', { name: '会员中心导航' }).count(), patient).toBe(0)
    await person.text('请联系本单位的系统管理人员审核').waitFor()
    await person.heading('已提交，正在审核').waitFor()
    await person.look('person-waiting')
    life.manual.step('核对后提交。提交后本人不能再修改，请及时联系本单位的系统管理人员审核；单位审核前登录，只能看到这一页。')
    await life.shot(person, '等待单位审核')
    await person.leave()
    const desk = await enter(life.world, 'desk', '个人登录', persons.phone.idCard, persons.phone.password)
    for (const path of ['/portal/', '/portal/company', '/portal/history', '/portal/dues', '/portal/people']) {
      await desk.open(path)
      await desk.heading('已提交，正在审核').waitFor()
      expect(await desk.page.getByRole('navigation', { name: '会员中心导航' }).count()).toBe(0)
    }
    await desk.look('person-waiting')
    life.cast.set('person', desk)
  })

  it('GSJL-11 who is sixty is told which rule it is, and can’t hand in', async () => {
    const old = await life.world.person('desk')
    await register(old, persons.old)
    await begin(old)
    await old.button(/^下一项：工作和资格/).click()
    await fillWork(old)
    await old.fill({ 从事监理及工程咨询工作的起始日期: '1990-01-01', 工作单位: units.first.name })
    await old.button(/^下一步：/).click()
    await old.alert('处需要修改').waitFor()
    await old.text('年满 60 周岁，不符合“60 周岁以下”的条件').first().waitFor()
    await old.look('person-too-old')
    await old.button('先到“核对并提交”').click()
    await old.heading('核对并提交').waitFor()
    await old
      .text(/年满 60 周岁/)
      .first()
      .waitFor()
    expect(await old.button(/^提交/).getAttribute('aria-disabled')).toBe('true')
    await old.leave()
  })

  it('GSJL-01 a second person registers at a desk and hands in to the same unit', async () => {
    const second = await life.world.person('desk')
    await register(second, persons.desk)
    await begin(second)
    const dialog = await choosePhoto(second, '卫示例的照片')
    await second.look('photo-crop')
    await dialog.getByRole('button', { name: '使用这张照片' }).click()
    await second.page.getByRole('img', { name: '证件照' }).waitFor()
    await second.look('person-form')
    await second.button(/^下一项：工作和资格/).click()
    await fillWork(second)
    await second.fill({ 从事监理及工程咨询工作的起始日期: '2012-03-01', 工作单位: units.first.name })
    await second.look('person-work')
    await second.handIn()
    life.cast.set('second', second)
  })
}
