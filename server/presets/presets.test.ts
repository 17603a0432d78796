import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { afterEach, describe, expect, it } from 'vitest'
import { checkForm, emptyData, fieldById } from '../../contract/forms/index.ts'
import { FormDefinition } from '../../contract/forms/schema.ts'
import { MESSAGES } from '../../contract/preset/association.ts'
import { DEFAULT_MESSAGES } from '../../contract/preset/default-messages.ts'
import { MatterDefinition } from '../../contract/preset/matters.ts'
import { definitionOf, type MessageId, type Preset, placeholdersOf, settingsOf } from '../../contract/preset.ts'
import { checkPreset, loadPreset, PresetError, presetHash } from './index.ts'

const root = new URL('../../presets/', import.meta.url).pathname
const slugs = readdirSync(root)
const good = join(root, 'cacem')
const made: string[] = []

/** A copy of a good preset with one thing broken. */
function broken(file: string, from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'preset-'))
  made.push(folder)
  cpSync(good, folder, { recursive: true })
  const before = readFileSync(join(folder, file), 'utf8')
  expect(before).toContain(from)
  writeFileSync(join(folder, file), before.replace(from, to))
  return folder
}

/** The line a text stands on, in the broken copy. */
function lineOf(folder: string, file: string, text: string): number {
  return (
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  )
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

describe.each(slugs)('the preset %s', (slug) => {
  it('has no mistake, and its folder is its slug', () => {
    expect(checkPreset(join(root, slug))).toEqual([])
    expect(loadPreset(join(root, slug)).association.slug).toBe(slug)
  })

  it('gives forms and kinds the schemas accept, with every list of options filled in', () => {
    const preset = loadPreset(join(root, slug))
    expect(preset.forms.length).toBeGreaterThan(0)
    for (const form of preset.forms) expect([form.id, Value.Check(FormDefinition, form)]).toEqual([form.id, true])
    for (const kind of preset.kinds) expect(Value.Check(MatterDefinition, definitionOf(preset, kind))).toBe(true)
    const fields = preset.forms.flatMap((form) => form.sections).flatMap((section) => section.fields)
    const chosen = fields.filter((field) => field.type === 'choice' || field.type === 'multi-choice')
    expect(chosen.length).toBeGreaterThan(0)
    for (const field of chosen) expect(field.options?.length ?? 0).toBeGreaterThan(1)
  })

  it('has settings that survive JSON, and a hash that knows a change', () => {
    const preset = loadPreset(join(root, slug))
    expect(JSON.parse(JSON.stringify(settingsOf(preset)))).toEqual(settingsOf(preset))
    expect(presetHash(loadPreset(join(root, slug)))).toBe(presetHash(preset))
    const changed: Preset = { ...preset, texts: preset.texts.slice(1) }
    expect(presetHash(changed)).not.toBe(presetHash(preset))
  })
})

describe('what the CACEM manual asks of its preset', () => {
  const preset = loadPreset(join(root, 'cacem'))
  const profile = preset.forms.find((form) => form.id === 'unit-profile')
  const payer = preset.forms.find((form) => form.id === 'dues-payer')
  if (profile === undefined || payer === undefined) throw new Error('forms missing')

  it('CACEM-04 has the stages of the application in its order, the charter first (CACEM-03), a review within 7 working days last', () => {
    const stages = preset.kinds.find((kind) => kind.kind === 'admission')?.stages ?? []
    expect(stages.map((stage) => stage.type)).toEqual(['agree', 'form', 'documents', 'payment', 'review'])
    expect(stages.map((stage) => stage.name).slice(1, 4)).toEqual(['企业信息', '上传申请材料', '交纳会费'])
    expect(stages.at(-1)).toMatchObject({ withinWorkdays: 7, needs: ['payment-confirmed'] })
  })

  it('CACEM-05 asks every field of 企业信息, and at most 400 characters of 企业基本情况', () => {
    const labels = profile.sections[0]?.fields.map((field) => field.label)
    for (const label of [
      '单位全称',
      '信用代码',
      '所属行业',
      '所属领域',
      '所在省市',
      '通讯地址',
      '邮编',
      '法人代表',
      '企业类型',
      '所属系统',
      '企业基本情况',
    ])
      expect(labels).toContain(label)
    const problems = checkForm(profile, { ...emptyData(profile), summary: '建'.repeat(401) }, { partial: true })
    expect(problems.map((problem) => problem.path)).toEqual(['summary'])
    expect(checkForm(profile, emptyData(profile)).map((problem) => problem.label)).not.toContain('所属系统')
  })

  it('CACEM-06 has 第一联络员 and 第二联络员, and CACEM-07 only 特级 grades or 无', () => {
    expect(fieldById(profile, 'contacts')).toMatchObject({ min: 1, max: 2, labels: ['第一联络员', '第二联络员'] })
    const grades = fieldById(profile, 'topGrades')
    const labels = grades?.type === 'multi-choice' ? (grades.options ?? []).map((option) => option.label) : []
    expect(labels.filter((label) => !label.endsWith('特级'))).toEqual(['无'])
  })

  it('CACEM-08 asks three papers, two of them with a pre-filled template', () => {
    expect(preset.documents.map((slot) => [slot.name, slot.template !== undefined && slot.prefilled === true])).toEqual([
      ['入会申请书', true],
      ['信用承诺书', true],
      ['营业执照', false],
    ])
    expect(preset.documents.find((slot) => slot.name === '入会申请书')?.maxFiles).toBeGreaterThan(1)
  })

  it('CACEM-09 sets 3000 元 a year for 普通会员 and advises a personal mailbox', () => {
    expect(preset.dues.standards.find((standard) => standard.level === preset.dues.rules.joiningLevel)).toMatchObject({
      amountFen: 300_000,
      level: 'ordinary',
    })
    expect(payer.sections[0]?.fields.map((field) => field.label)).toEqual(['单位名称', '信用代码', '交费人', '联系手机号', '邮箱', '备注'])
    expect(fieldById(payer, 'payerEmail')?.help).toContain('个人 QQ 邮箱')
  })

  it('CACEM-13 tells staff when name, address or contacts change', () => {
    const alerted = profile.sections.flatMap((section) => section.fields).filter((field) => field.alert === 'staff')
    for (const label of ['单位全称', '通讯地址', '联络员']) expect(alerted.map((field) => field.label)).toContain(label)
  })

  it('CACEM-17 says from whom the e-receipt comes, under which subject, and how to find it', () => {
    expect(preset.dues.rules.receipt).toMatchObject({
      sender: 'czpj@mof.gov.cn',
      subject: '【电子票据】您收到一张新的电子票据',
      workdays: 7,
    })
    const help = preset.texts.find((text) => text.id === preset.dues.rules.receipt.help)?.body ?? ''
    for (const words of ['czpj', '垃圾箱', 'PDF', '压缩包']) expect(help).toContain(words)
  })

  it('CACEM-02 CACEM-18 CACEM-19 has its password rule, a masked directory and 首次登录', () => {
    expect(preset.association.password).toMatchObject({ min: 8, max: 20, characters: 'word' })
    expect(preset.association.directory).toMatchObject({ public: true, minLetters: 2 })
    expect(preset.association.login).toMatchObject({ firstLogin: true, tabs: [{ identifiers: ['mobile'] }] })
  })
})

describe('what a preset leaves unsaid', () => {
  it('is said in the usual words, each message with the placeholders it has', () => {
    const { messages, words } = loadPreset(good).association
    expect(messages.map((message) => message.id).sort()).toEqual(Object.keys(MESSAGES).sort())
    expect(messages.find((message) => message.id === 'staff-matter-waiting')?.mail?.subject).toBe('{member}提交了{matter}')
    expect(words).toMatchObject({ member: '会员', charter: '章程' })
    for (const [id, { sms = '', mail }] of Object.entries(DEFAULT_MESSAGES)) {
      const asked = placeholdersOf(`${sms} ${mail?.subject ?? ''} ${mail?.text ?? ''}`).filter((one) => one !== 'association')
      expect([id, asked.filter((one) => !(MESSAGES[id as MessageId] as readonly string[]).includes(one))]).toEqual([id, []])
      expect([id, sms !== '' || mail !== undefined]).toEqual([id, true])
    }
  })

  it('is not the usual where it does say something', () => {
    const folder = broken('association.yaml', 'unit: 企业\n', 'unit: 机构\n')
    expect(loadPreset(folder).association.words).toMatchObject({ unit: '机构', dues: '会费' })
  })
})

describe('a broken preset', () => {
  const cases: [string, string, string, string, string][] = [
    ['a text that is not there', 'matters.yaml', 'agree: charter', 'agree: chartre', '没有叫“chartre”的文本'],
    ['a form that is not there', 'matters.yaml', 'form: unit-profile', 'form: unit', '没有叫“unit”的表单'],
    ['a paper that is not there', 'matters.yaml', 'credit-pledge, licence]', 'credit-pledge, permit]', '没有叫“permit”的材料'],
    ['a role that is not there', 'matters.yaml', 'by: membership-officer', 'by: nobody', '没有叫“nobody”的角色'],
    ['a role that may not decide', 'matters.yaml', 'by: membership-officer', 'by: reader', '没有“审核事项”的权限'],
    ['registering with what is not asked', 'association.yaml', 'account: [mobile]', 'account: [email]', '注册没有问“email”，不能用它登录'],
    ['registering for no tab', 'association.yaml', 'identifiers: [mobile] }', 'identifiers: [email] }', '没有一个登录页签接受“mobile”'],
    ['a code with nowhere to go', 'association.yaml', 'proof: sms', 'proof: email', '验证码要有地方可发'],
    ['two stages of one name', 'matters.yaml', '- id: papers', '- id: unit', '环节“unit”出现了两次'],
    ['a stage of no kind', 'matters.yaml', 'review: secretariat', 'revue: secretariat', '环节应写明'],
    ['a level that is not there', 'dues.yaml', '      ordinary: 3000', '      common: 3000', '没有叫“common”的会员级别'],
    ['a standard adopted without secret ballot', 'dues.yaml', 'secretBallot: true', 'secretBallot: false', '无记名投票'],
    ['a standard too few were present for', 'dues.yaml', 'present: 268', 'present: 200', '三分之二'],
    ['five tiers', 'dues.yaml', 'vice-president: 50000', 'vice-president: 40000', '不超过 4 档'],
    ['a colour that does not read', 'association.yaml', "accent: '#a3262a'", "accent: '#f0a0a0'", '看不清'],
    ['a permission that does not exist', 'association.yaml', 'permissions: [audit.read, ', 'permissions: [audit.write, ', '只能是'],
    ['a message with an unknown placeholder', 'association.yaml', '已改为 {mobile}', '已改为 {phone}', '没有 {phone} 可填'],
    ['a word it does not know', 'association.yaml', 'icp: ', 'colour: red\nicp: ', '不认识“colour”'],
    ['a word left out', 'association.yaml', 'icp: ', '# icp: ', '缺少“icp”'],
    ['a field of no type', 'forms/unit-profile.yaml', '{ type: postcode,', '{ type: zipcode,', '没有“zipcode”这种字段类型'],
    [
      'a condition on an unknown field',
      'forms/unit-profile.yaml',
      'when: { field: system,',
      'when: { field: sistem,',
      '没有叫“sistem”的字段',
    ],
    [
      'a condition nobody can read',
      'forms/unit-profile.yaml',
      'when: { field: system, is: other }',
      'when: { field: system, equals: other }',
      '条件的写法不对',
    ],
    [
      'a list of options that is not there',
      'forms/unit-profile.yaml',
      'dictionary: systems',
      'dictionary: system-list',
      '没有叫“system-list”的选项表',
    ],
    ['a field named twice', 'forms/unit-profile.yaml', 'id: postcode', 'id: address', '字段“address”出现了两次'],
    ['a template with an unknown field', 'templates/credit-pledge.md', '{{creditCode}}', '{{code}}', '{{code}} 不是表单'],
    ['a limit that is no number', 'documents.yaml', 'maxFiles: 9', 'maxFiles: many', '应为整数'],
    ['a tab', 'documents.yaml', '  name: 入会申请书', '\tname: 入会申请书', '文件写法有误'],
    ['the same key twice', 'documents.yaml', '  name: 入会申请书', '  name: 入会申请书\n  name: 申请书', '两个相同的名字'],
  ]

  it.each(cases)('is told of %s', (_, file, from, to, message) => {
    const mistakes = checkPreset(broken(file, from, to))
    expect(mistakes.map((mistake) => mistake.message).join('\n')).toContain(message)
    expect(mistakes.every((mistake) => mistake.line > 0)).toBe(true)
  })

  it('is told the line', () => {
    const folder = broken('matters.yaml', 'by: membership-officer', 'by: nobody')
    expect(checkPreset(folder)).toEqual([
      { file: 'matters.yaml', line: lineOf(folder, 'matters.yaml', 'by: nobody'), message: expect.stringContaining('nobody') },
    ])
    const form = broken('forms/unit-profile.yaml', 'dictionary: systems', 'dictionary: none-such')
    expect(checkPreset(form)[0]?.line).toBe(lineOf(form, 'forms/unit-profile.yaml', 'none-such'))
  })

  it('is refused whole, with every mistake at once', () => {
    const folder = broken('association.yaml', "accent: '#a3262a'", "accent: '#ffffff'")
    rmSync(join(folder, 'texts/receipt-help.md'))
    try {
      loadPreset(folder)
      expect.unreachable('a broken preset was loaded')
    } catch (error) {
      expect(error).toBeInstanceOf(PresetError)
      expect(error instanceof PresetError ? error.mistakes.length : 0).toBe(3)
    }
  })

  it('fails the command with one line a mistake, and a good one passes it', () => {
    const run = (folder: string) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'server/presets/check.ts', 'check', folder], { encoding: 'utf8' })
    const folder = broken('documents.yaml', 'template: credit-pledge', 'template: pledge')
    const bad = run(folder)
    expect([bad.status, bad.stdout.trim().split('\n').length]).toEqual([1, 1])
    expect(bad.stdout).toContain(`documents.yaml:${lineOf(folder, 'documents.yaml', 'template: pledge')} 没有叫“pledge”的模板`)
    expect(run(good).status).toBe(0)
  })
})
