import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkPreset } from './index.ts'

const root = new URL('../../presets/', import.meta.url).pathname
const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

interface Case {
  /** What is broken. */
  a: string
  preset: string
  file: string
  from: string
  to: string
  /** Part of what is said. */
  says: string
  /** Part of the line that it is said of; left out: the line that was changed. */
  at?: string
}

const branches: Case[] = [
  {
    a: 'a branch nobody knows',
    preset: 'cepca',
    file: 'matters.yaml',
    from: 'branches: any',
    to: 'branches: [thermal, nuclear]',
    says: '没有叫“nuclear”的分支机构',
  },
  {
    a: 'a branch named twice',
    preset: 'cepca',
    file: 'association.yaml',
    from: 'id: grid',
    to: 'id: thermal',
    says: '“thermal”出现了两次',
  },
  {
    a: 'a branch whose joining level it has not',
    preset: 'cqssa',
    file: 'association.yaml',
    from: 'joiningLevel: ordinary',
    to: 'joiningLevel: common',
    says: '没有叫“common”的检测分会的级别',
  },
  {
    a: 'a stage on the page of what is no page to fill in',
    preset: 'cqssa',
    file: 'matters.yaml',
    from: '      form: unit-profile\n',
    to: '      form: unit-profile\n      samePage: true\n',
    says: '上一环节必须是表单或材料',
    at: 'samePage: true\n    - id: joining',
  },
  {
    a: 'a level of a branch named twice',
    preset: 'cqssa',
    file: 'association.yaml',
    from: '{ id: director, name: 理事, memberName: 理事单位, council: true }\n      - { id: ordinary',
    to: '{ id: ordinary, name: 理事, memberName: 理事单位, council: true }\n      - { id: ordinary',
    says: '“ordinary”出现了两次',
    at: '- { id: ordinary, name: 普通会员, memberName: 普通会员单位, council: false }\n    joiningLevel',
  },
  {
    a: 'numbers for a branch nobody knows',
    preset: 'cqssa',
    file: 'association.yaml',
    from: "testing: 'ZA",
    to: "tests: 'ZA",
    says: '没有叫“tests”的分支机构',
  },
  {
    a: 'a branch review where no branch is chosen',
    preset: 'cqssa',
    file: 'matters.yaml',
    from: 'name: 加入分会\n  for: unit\n  branches: any\n',
    to: 'name: 加入分会\n  for: unit\n',
    says: '不知道由哪个分支机构审核',
    at: 'review: branch',
  },
  {
    a: 'a reviewer of a branch who may see all',
    preset: 'cepca',
    file: 'matters.yaml',
    from: 'review: branch\n      by: branch-reviewer',
    to: 'review: branch\n      by: membership-officer',
    says: '只能在全协会使用的权限',
    at: 'by: membership-officer\n      withinWorkdays: 10',
  },
  {
    a: 'branches in an association without',
    preset: 'cacem',
    file: 'matters.yaml',
    from: '  for: unit\n',
    to: '  for: unit\n  branches: any\n',
    says: '协会没有分支机构',
    at: 'branches: any',
  },
]

const payMethods: Case[] = [
  {
    a: 'a way of paying named twice for one kind of member',
    preset: 'caq',
    file: 'dues.yaml',
    from: 'methods: [transfer, {',
    to: 'methods: [transfer, alipay, {',
    says: '交费方式“alipay”出现了两次',
  },
  {
    a: 'a service that is there twice',
    preset: 'cacem',
    file: 'dues.yaml',
    from: '{ id: training, name',
    to: '{ id: conference, name',
    says: '收费项目“conference”出现了两次',
  },
  {
    a: 'a kind of member that can pay by nothing',
    preset: 'caq',
    file: 'dues.yaml',
    from: 'methods: [transfer, {',
    to: 'methods: [{',
    says: '单位会员没有任何交费方式',
  },
  {
    a: 'a way of paying for members the association has not',
    preset: 'cacem',
    file: 'dues.yaml',
    from: 'methods: [transfer, alipay, wechat]',
    to: 'methods: [transfer, { method: alipay, for: person }]',
    says: '协会没有个人会员',
  },
]

const reminders: Case[] = [
  {
    a: 'a rule of 欠费处理 that says twice when it holds',
    preset: 'cepca',
    file: 'dues.yaml',
    from: '      years: 1\n',
    to: '      years: 1\n      afterDays: 300\n',
    says: '写一个，也只写一个',
    at: '- id: one-year',
  },
  {
    a: 'a limit that limits nothing',
    preset: 'cepca',
    file: 'dues.yaml',
    from: '      limits: [certificate, directory]\n',
    to: '',
    says: '要用 limits 写明暂停哪些服务',
    at: 'act: limit',
  },
  {
    a: 'a step of 缴费提醒 named twice',
    preset: 'cepca',
    file: 'dues.yaml',
    from: 'id: one-month',
    to: 'id: three-months',
    says: '“three-months”出现了两次',
  },
  {
    a: 'two steps on one day',
    preset: 'cepca',
    file: 'dues.yaml',
    from: 'days: -30',
    to: 'days: -90',
    says: '同一天（days: -90）有两步缴费提醒',
  },
  {
    a: 'a step before a rolling year is charged',
    preset: 'caq',
    file: 'dues.yaml',
    from: 'days: -45',
    to: 'days: -60',
    says: '提醒最早只能写 -59',
  },
  {
    a: 'a blank nobody fills in',
    preset: 'cepca',
    file: 'dues.yaml',
    from: '缴费提醒：{member} {year}',
    to: '缴费提醒：{unit} {year}',
    says: '缴费提醒里没有 {unit} 可填',
  },
  {
    a: 'a word that carriers refuse',
    preset: 'cepca',
    file: 'dues.yaml',
    from: '缴费提醒：{member} {year}',
    to: '催款通知：{member} {year}',
    says: '短信服务商不接受“催款”',
  },
  {
    a: 'hours that end before they begin',
    preset: 'cepca',
    file: 'dues.yaml',
    from: "from: '09:00'",
    to: "from: '19:00'",
    says: 'reminderHours 应是一天中先后两个时刻',
  },
]

const people: Case[] = [
  {
    a: 'a renewal that is none',
    preset: 'gsjl',
    file: 'association.yaml',
    from: 'renewal: renewal',
    to: 'renewal: admission',
    says: '没有叫“admission”的续期事项',
  },
  {
    a: 'a column nobody asks for',
    preset: 'gsjl',
    file: 'association.yaml',
    from: 'specialty, yearsInTrade',
    to: 'speciality, yearsInTrade',
    says: '没有叫“speciality”的列',
  },
  {
    a: 'people without the field that says whose they are',
    preset: 'gsjl',
    file: 'forms/person-profile.yaml',
    from: ', maps: person.employer',
    to: '',
    says: '没有对应 person.employer 的字段',
    at: '',
  },
  {
    a: 'a renewal that the person begins',
    preset: 'gsjl',
    file: 'matters.yaml',
    from: '  begins: employer\n',
    to: '',
    says: '应由单位发起',
    at: 'kind: renewal',
  },
  {
    a: 'an employer to choose where there are none',
    preset: 'caq',
    file: 'forms/person-profile.yaml',
    from: 'type: text, id: workplace, label: 工作单位, required: true, max: 60',
    to: 'type: employer, id: workplace, label: 工作单位, required: true',
    says: '工作单位（employer）要从会员单位中选择',
  },
  {
    a: 'an employer’s review of a unit',
    preset: 'cacem',
    file: 'matters.yaml',
    from: 'review: secretariat\n      by: membership-officer',
    to: 'review: employer',
    says: '要在 association.yaml 中写明 people',
  },
  {
    a: 'people without a level to join at',
    preset: 'caq',
    file: 'dues.yaml',
    from: '{ unit: ordinary, person: person }',
    to: '{ unit: ordinary, person: ordinary }',
    says: '没有叫“ordinary”的个人会员级别',
  },
  {
    a: 'a level of persons without a standard',
    preset: 'caq',
    file: 'dues.yaml',
    from: '      person: 480\n',
    to: '',
    says: '会员级别“person”没有会费标准',
    at: 'standards:',
  },
]

const stages: Case[] = [
  {
    a: 'a second review by the employer',
    preset: 'gsjl',
    file: 'matters.yaml',
    from: 'review: secretariat\n      by: membership-officer',
    to: 'review: employer',
    says: '所在单位只审核一次',
  },
  {
    a: 'an employer who would review what it has begun',
    preset: 'gsjl',
    file: 'matters.yaml',
    from: 'review: secretariat\n      by: renewal-reviewer',
    to: 'review: employer',
    says: '单位发起的事项不用再由单位审核',
  },
  {
    a: 'a number that the employer would give',
    preset: 'gsjl',
    file: 'matters.yaml',
    from: 'review: employer\n',
    to: 'review: employer\n      gives: number\n',
    says: '不能由它给出会员号',
    at: 'gives: number',
  },
  {
    a: 'a stage on condition of what is only filled in behind it',
    preset: 'gsjl',
    file: 'matters.yaml',
    from: '      agree: join-guide\n',
    to: '      agree: join-guide\n      when: { field: education, is: other }\n',
    says: '可是它在这个环节或后面的环节才填写',
    at: 'when: { field: education',
  },
  {
    a: 'a matter that may have no stage at all',
    preset: 'gsjl',
    file: 'matters.yaml',
    from: '      review: secretariat\n      by: renewal-reviewer\n',
    to: '      review: secretariat\n      by: renewal-reviewer\n      when: { field: member.level, is: person }\n',
    says: '条件都不成立时就没有环节',
    at: 'stages:\n    - id: association\n      name: 协会审核\n      explanation: 协会核对单位推荐',
  },
  {
    a: 'a kind with no effect',
    preset: 'caq',
    file: 'matters.yaml',
    from: '  for: unit\n  effect: record\n  offered: { field: member.council',
    to: '  for: unit\n  offered: { field: member.council',
    says: '要用 effect 写明办结后的作用',
    at: 'kind: council-contact',
  },
  {
    a: 'an offer that asks for what is no fact',
    preset: 'caq',
    file: 'matters.yaml',
    from: 'offered: { field: member.council',
    to: 'offered: { field: member.councillor',
    says: '没有叫“member.councillor”的会员情况',
  },
  {
    a: 'an offer to a level nobody has',
    preset: 'caq',
    file: 'matters.yaml',
    from: 'in: [president, vice-president]',
    to: 'in: [president, chair]',
    says: '“member.level”不会是“chair”',
  },
  {
    a: 'an offer nobody can read',
    preset: 'caq',
    file: 'matters.yaml',
    from: 'offered: { field: member.council, is: true }',
    to: 'offered: { member.council: true }',
    says: '条件的写法不对',
  },
  {
    a: 'a stage on condition of an unknown field',
    preset: 'cepca',
    file: 'matters.yaml',
    from: '    - id: note\n',
    to: '    - id: note\n      when: { field: none-such, is: a }\n',
    says: '没有叫“none-such”的字段',
    at: 'when: { field: none-such',
  },
  {
    a: 'a stage on condition of a value nobody can choose',
    preset: 'cepca',
    file: 'matters.yaml',
    from: '    - id: note\n',
    to: '    - id: note\n      when: { field: unitKind, is: shipyard }\n',
    says: '“unitKind”不会是“shipyard”',
    at: 'when: { field: unitKind',
  },
  {
    a: 'a condition on a stage nobody can read',
    preset: 'cepca',
    file: 'matters.yaml',
    from: '    - id: note\n',
    to: '    - id: note\n      when: unitKind\n',
    says: '条件的写法不对',
    at: 'when: unitKind',
  },
  {
    a: 'a matter whose only review may be passed over',
    preset: 'cacem',
    file: 'matters.yaml',
    from: '      review: secretariat\n',
    to: '      review: secretariat\n      when: { field: system, filled: true }\n',
    says: '审核都有条件',
    at: 'stages:',
  },
  {
    a: 'a matter that nobody reviews',
    preset: 'gsjl',
    file: 'matters.yaml',
    from: '    - id: review\n      name: 协会审核\n      explanation: 协会对照变更前后的内容逐项核对。\n      review: secretariat\n      by: membership-officer\n      withinWorkdays: 7\n',
    to: '',
    says: '最后一个环节应是审核',
    at: '',
  },
  { a: 'a leaving that may be refused', preset: 'caq', file: 'matters.yaml', from: ', mayReject: false }', to: ' }', says: '退会不得拒绝' },
  {
    a: 'a review that waits for money nobody pays',
    preset: 'caq',
    file: 'matters.yaml',
    from: '      withinWorkdays: 5\n      gives: number\n    - id: dues',
    to: '      withinWorkdays: 5\n      gives: number\n      needs: [payment-confirmed]\n    - id: dues',
    says: '在它之前没有缴费环节',
    at: 'needs: [payment-confirmed]',
  },
  {
    a: 'a number given twice',
    preset: 'caq',
    file: 'matters.yaml',
    from: '      needs: [payment-confirmed]\n',
    to: '      needs: [payment-confirmed]\n      gives: number\n',
    says: '会员号只给一次',
    at: 'gives: number\n# CAQ-18',
  },
  {
    a: 'a number given by a change',
    preset: 'caq',
    file: 'matters.yaml',
    from: '      review: secretariat\n      by: membership-officer\n      withinWorkdays: 7\n',
    to: '      review: secretariat\n      by: membership-officer\n      withinWorkdays: 7\n      gives: number\n',
    says: '只有入会事项',
    at: '      gives: number\n- kind: person-change',
  },
  {
    a: 'a paper asked for twice',
    preset: 'cqssa',
    file: 'matters.yaml',
    from: 'documents: [licence, entry-permit, application-form',
    to: 'documents: [licence, licence, application-form',
    says: '材料“licence”在这个事项里要了两次',
  },
  {
    a: 'a second way in',
    preset: 'cqssa',
    file: 'matters.yaml',
    from: 'name: 单位信息变更\n  for: unit\n',
    to: 'name: 单位信息变更\n  for: unit\n  effect: admission\n',
    says: '作用相同（admission）',
    at: 'kind: change',
  },
  {
    a: 'registration without a way in',
    preset: 'caq',
    file: 'matters.yaml',
    from: '  for: person\n  effect: admission\n',
    to: '  for: person\n  effect: record\n',
    says: '没有个人的入会事项',
    at: '',
  },
  {
    a: 'a change that leaves out what needs a review',
    preset: 'cqssa',
    file: 'forms/unit-change.yaml',
    from: 'type: person-name, id: legalRepresentative',
    to: 'type: person-name, id: boss',
    says: '“法人代表”须经审核才能修改',
    at: '',
  },
  {
    a: 'a level nobody can choose',
    preset: 'cepca',
    file: 'forms/level-change.yaml',
    from: ', maps: level',
    to: '',
    says: '要有一个字段对应 level',
    at: '',
  },
  {
    a: 'one field in two forms of a matter',
    preset: 'cepca',
    file: 'forms/admission-note.yaml',
    from: 'id: joinReason',
    to: 'id: summary',
    says: '几个表单里都有字段“summary”',
    at: '',
  },
  {
    a: 'a day that is none',
    preset: 'caq',
    file: 'matters.yaml',
    from: "expectedUntil: '2026-12-31'",
    to: "expectedUntil: '2026-02-31'",
    says: '应是一个存在的日期',
  },
]

const others: Case[] = [
  {
    a: 'a number rule with an unknown part',
    preset: 'caq',
    file: 'association.yaml',
    from: "unit: '{yy}{seq:6}'",
    to: "unit: '{jj}{seq:6}'",
    says: '编号规则里没有 {jj}',
  },
  {
    a: 'days of grace in a calendar year',
    preset: 'cepca',
    file: 'dues.yaml',
    from: "  graceUntil: '12-31'\n",
    to: '  graceDays: 30\n',
    says: '只用于滚动年度',
    at: 'graceDays: 30',
  },
  {
    a: 'a part of a rolling year',
    preset: 'caq',
    file: 'dues.yaml',
    from: '  partYear: whole\n',
    to: '  partYear: by-month\n',
    says: '没有“不足一年”',
  },
  {
    a: 'a level that counts from a next year there is none of',
    preset: 'caq',
    file: 'dues.yaml',
    from: '  partYear: whole\n',
    to: '  partYear: whole\n  levelChange: next-year\n',
    says: '没有“下一年度”',
    at: 'levelChange: next-year',
  },
  {
    a: 'an exemption that asks what the member’s form does not',
    preset: 'cacem',
    file: 'dues.yaml',
    from: '  partYear: whole\n',
    to: '  partYear: whole\n  exempt:\n    - { when: { field: moon, is: full }, reason: 示例 }\n',
    says: '没有叫“moon”的字段',
    at: 'when:',
  },
  {
    a: 'an exemption that asks a fact nobody has at hand',
    preset: 'cacem',
    file: 'dues.yaml',
    from: '  partYear: whole\n',
    to: '  partYear: whole\n  exempt:\n    - { when: { field: member.number, filled: true }, reason: 示例 }\n',
    says: '免交条件不能问“member.number”',
    at: 'when:',
  },
  {
    a: 'a joining fee of a level that pays no dues here',
    preset: 'cacem',
    file: 'dues.yaml',
    from: '      ordinary: 3000',
    to: '      ordinary: 3000\n    joiningYuan: { nobody: 1000 }',
    says: '没有叫“nobody”的会员级别',
    at: 'joiningYuan:',
  },
  {
    a: 'a life for nothing',
    preset: 'cacem',
    file: 'dues.yaml',
    from: '      ordinary: 3000',
    to: '      ordinary: 3000\n    lifeYuan: { ordinary: 0 }',
    says: '终身会费不能是 0',
    at: 'lifeYuan:',
  },
  {
    a: 'a unit that may change who somebody is',
    preset: 'gsjl',
    file: 'association.yaml',
    from: 'corrects: [qq,',
    to: 'corrects: [idCard,',
    says: '只能由本人填写',
    at: 'corrects: [idCard,',
  },
  {
    a: 'dues paid by employers that nobody has',
    preset: 'cepca',
    file: 'dues.yaml',
    from: "  graceUntil: '12-31'\n",
    to: "  graceUntil: '12-31'\n  peoplePaidBy: employer\n",
    says: '个人通过单位入会',
    at: 'peoplePaidBy: employer',
  },
  {
    a: 'a certificate by a term there is none of',
    preset: 'caq',
    file: 'association.yaml',
    from: '  validity: dues\n',
    to: '  validity: forever\n',
    says: '只能是',
  },
  {
    a: 'a paper on condition of a fact there is none of',
    preset: 'cqssa',
    file: 'documents.yaml',
    from: '{ field: region, outside',
    to: '{ field: member.region, outside',
    says: '没有叫“member.region”的会员情况',
  },
  {
    a: 'a paper on condition of a field that is not asked',
    preset: 'cqssa',
    file: 'documents.yaml',
    from: '{ field: region, outside',
    to: '{ field: place, outside',
    says: '没有叫“place”的字段',
  },
  {
    a: 'a field on condition of a value nobody can choose',
    preset: 'gsjl',
    file: 'forms/person-profile.yaml',
    from: 'when: { field: education, is: other }',
    to: 'when: { field: education, is: primary }',
    says: '“education”不会是“primary”',
  },
]

describe.each([
  ['of branches', branches],
  ['of people and employers', people],
  ['of ways to pay', payMethods],
  ['of reminders', reminders],
  ['of stages and effects', stages],
  ['of what stands beside', others],
])('a mistake %s', (_, cases) => {
  it.each(cases.map((one) => [one.a, one] as const))('is told: %s', (_, { preset, file, from, to, says, at }) => {
    const folder = mkdtempSync(join(tmpdir(), 'preset-'))
    made.push(folder)
    cpSync(join(root, preset), folder, { recursive: true, filter: (path) => !path.includes('/manual') })
    const before = readFileSync(join(folder, file), 'utf8')
    expect(before).toContain(from)
    const after = before.replace(from, to)
    writeFileSync(join(folder, file), after)
    const told = checkPreset(folder).filter((mistake) => mistake.message.includes(says))
    expect(
      told.length,
      checkPreset(folder)
        .map((mistake) => mistake.message)
        .join('\n'),
    ).toBeGreaterThan(0)
    if (at === '') return
    const place = at === undefined ? before.indexOf(from) : after.indexOf(at)
    const changed = at === undefined ? firstDifference(before, after) : place
    expect(told.map((mistake) => [mistake.file, mistake.line])).toContainEqual([file, after.slice(0, changed).split('\n').length])
  })
})

/** Where a changed file begins to differ. */
function firstDifference(before: string, after: string): number {
  let at = 0
  while (before[at] === after[at]) at += 1
  return at
}
