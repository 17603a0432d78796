import { allFields, type FormDefinition } from '../../contract/forms/index.ts'
import { type Association, MESSAGES } from '../../contract/preset/association.ts'
import type { DuesFile } from '../../contract/preset/dues.ts'
import { contrastWithWhite, doubtsAbout, placeholdersOf } from '../../contract/preset.ts'
import { checkBankCode } from '../../contract/rules/bank-code.ts'
import { checkCreditCode } from '../../contract/rules/credit-code.ts'
import { isDay } from '../../contract/rules/days.ts'
import { methodsFor } from '../../contract/rules/pay-methods.ts'
import { checkArrears } from './cross-arrears.ts'
import { checkBilling } from './cross-billing.ts'
import { checkBranches, checkPeople } from './cross-branches.ts'
import { checkForm } from './cross-forms.ts'
import { checkKind, checkKinds, formsOf } from './cross-kinds.ts'
import { checkLogin } from './cross-login.ts'
import { checkReminders } from './cross-reminders.ts'
import type { Part, Parts } from './read.ts'
import { ids, known, name, type Say } from './say.ts'
import type { Mistake, Path } from './source.ts'

/** What no single file can know: names that lead nowhere, names used twice, numbers that contradict each other. */
export function crossCheck(parts: Parts, mistakes: Mistake[]): void {
  const say: Say = (part, path, message) => {
    mistakes.push({ file: part.source.file, line: part.source.lineOf([...part.base, ...path]), message })
  }
  checkTwice(parts, say)
  checkAssociation(parts, say)
  checkDues(parts, say)
  checkBranches(parts, say)
  checkPeople(parts, say)
  checkKinds(parts, say)
  for (const kind of parts.kinds) checkKind(kind, parts, say)
  for (const form of parts.forms) checkForm(form, parts, say)
  checkPapers(parts, say)
}

function checkTwice(parts: Parts, say: Say): void {
  const once = (list: readonly Part<unknown>[], name: (value: never) => string, key: string, what: string) => {
    const seen = new Set<string>()
    for (const part of list) {
      const id = name(part.value as never)
      if (seen.has(id)) say(part, [key], `${what}“${id}”出现了两次，请改名。`)
      seen.add(id)
    }
  }
  once(parts.kinds, (value: { kind: string }) => value.kind, 'kind', '事项')
  for (const [list, what] of [
    [parts.forms, '表单'],
    [parts.documents, '材料'],
  ] as const)
    once(list, (value: { id: string }) => value.id, 'id', what)
}

function checkAssociation(parts: Parts, say: Say): void {
  const part = parts.association
  if (part === null) return
  const value = part.value
  if (contrastWithWhite(value.accent) < 4.5) {
    say(
      part,
      ['accent'],
      `主色 ${value.accent} 在白底上看不清（对比度 ${contrastWithWhite(value.accent).toFixed(1)}，至少 4.5），请换深一些的颜色。`,
    )
  }
  for (const list of ['levels', 'roles', 'messages'] as const) {
    value[list].forEach((row, i) => {
      if (value[list].findIndex((other) => other.id === row.id) < i) say(part, [list, i, 'id'], `“${row.id}”出现了两次，请改名。`)
    })
  }
  value.messages.forEach((message, i) => {
    const allowed: readonly string[] = MESSAGES[message.id]
    const texts = { sms: message.sms, mail: message.mail && `${message.mail.subject} ${message.mail.text}` }
    for (const [channel, text] of Object.entries(texts)) {
      for (const name of placeholdersOf(text ?? '').filter((one) => one !== 'association' && !allowed.includes(one))) {
        say(part, ['messages', i, channel], `消息“${message.id}”里没有 {${name}} 可填，可用的有：${known([...allowed, 'association'])}。`)
      }
    }
  })
  for (const [i, page] of value.pages.entries()) name(page, ids(parts.texts), '文本', part, ['pages', i], say)
  checkLogin(part, say)
  if (value.login.help !== undefined) name(value.login.help, ids(parts.texts), '文本', part, ['login', 'help'], say)
  for (const [kind, form] of Object.entries(value.profileForm)) name(form, ids(parts.forms), '表单', part, ['profileForm', kind], say)
  const certificate = ['name', 'level', 'number', 'creditCode', 'joinedOn', 'from', 'to']
  for (const one of placeholdersOf(value.certificate.body).filter((each) => !certificate.includes(each))) {
    say(part, ['certificate', 'body'], `证书正文里没有 {${one}} 可填，可用的有：${known(certificate)}。`)
  }
  value.terms.forEach((term, i) => {
    if (!isDay(term.from) || !isDay(term.to) || term.from >= term.to) say(part, ['terms', i], `“${term.name}”的起止日期不对。`)
  })
  checkNumbers(part, say)
  if (value.certificate.validity === 'term' && value.terms.length === 0)
    say(part, ['certificate', 'validity'], '证书按届期有效，可是没有写明届期（terms）。')
  if (value.password.min > value.password.max) say(part, ['password', 'min'], '密码的最短长度大于最长长度。')
  if (value.creditCode !== undefined) tell(checkCreditCode(value.creditCode), part, ['creditCode'], say)
  if (value.bank.bankCode !== undefined && !/^0+$/.test(value.bank.bankCode))
    tell(checkBankCode(value.bank.bankCode), part, ['bank', 'bankCode'], say)
}

/** Each kind of member there is can pay, and no way is named twice for it. */
function checkMethods(part: Part<DuesFile>, parts: Parts, say: Say): void {
  const { methods } = part.value.rules
  const kinds = parts.association === null ? null : Object.keys(parts.association.value.profileForm)
  const words = { unit: '单位会员', person: '个人会员' }
  methods.forEach((way, i) => {
    const { method, for: whose } = typeof way === 'string' ? { method: way, for: undefined } : way
    if (whose !== undefined && kinds !== null && !kinds.includes(whose))
      say(part, ['rules', 'methods', i], `协会没有${words[whose]}，methods 不必写 for: ${whose}。`)
    const both = whose === undefined ? (['unit', 'person'] as const) : [whose]
    const before = methods.slice(0, i)
    if (both.some((kind) => methodsFor(before, kind).includes(method)))
      say(part, ['rules', 'methods', i], `交费方式“${method}”出现了两次，请删去一个。`)
  })
  for (const kind of ['unit', 'person'] as const)
    if (kinds?.includes(kind) && methodsFor(methods, kind).length === 0)
      say(part, ['rules', 'methods'], `${words[kind]}没有任何交费方式，请在 methods 中加上一种。`)
}

function checkDues(parts: Parts, say: Say): void {
  const part = parts.dues
  if (part === null) return
  const levels = parts.association?.value.levels.map((level) => level.id) ?? null
  const { rules, standards } = part.value
  checkJoining(part, parts, say)
  checkBilling(part, parts, say)
  checkReminders(part, say)
  checkArrears(part, say)
  checkMethods(part, parts, say)
  if (rules.graceDays !== undefined && rules.year !== 'rolling')
    say(part, ['rules', 'graceDays'], 'graceDays 只用于滚动年度（year: rolling），自然年度请用 graceUntil。')
  if (rules.peoplePaidBy !== undefined && parts.association !== null && parts.association.value.people === undefined)
    say(part, ['rules', 'peoplePaidBy'], 'peoplePaidBy 要有“个人通过单位入会”（association.yaml 的 people），否则不知道由哪个单位交费。')
  if (rules.graceUntil !== undefined && !isDay(`2026-${rules.graceUntil}`))
    say(part, ['rules', 'graceUntil'], 'graceUntil 应是一年中的一天，如 12-31。')
  name(rules.payerForm, ids(parts.forms), '表单', part, ['rules', 'payerForm'], say)
  name(rules.receipt.help, ids(parts.texts), '文本', part, ['rules', 'receipt', 'help'], say)
  if (!isDay(`2026-${rules.payBy}`)) say(part, ['rules', 'payBy'], 'payBy 应是一年中的一天，如 06-30。')
  standards.forEach((standard, i) => {
    for (const level of Object.keys(standard.yuan))
      if (levels !== null) name(level, levels, '会员级别', part, ['standards', i, 'yuan', level], say)
    if (standard.toYear !== undefined && standard.toYear < standard.fromYear)
      say(part, ['standards', i, 'toYear'], '终止年度早于开始年度。')
    if (new Set(Object.values(standard.yuan)).size > 4) say(part, ['standards', i, 'yuan'], '会费标准一般不超过 4 档，请合并。')
    for (const doubt of doubtsAbout(standard.resolution)) say(part, ['standards', i, 'resolution'], doubt)
    for (const other of standards.slice(0, i)) {
      const overlaps = (other.toYear ?? 9999) >= standard.fromYear && (standard.toYear ?? 9999) >= other.fromYear
      const level = Object.keys(standard.yuan).find((one) => one in other.yuan)
      if (overlaps && level !== undefined)
        say(part, ['standards', i, 'fromYear'], `“${standard.name}”与“${other.name}”在同一年对“${level}”都有标准，请错开年度。`)
    }
  })
  for (const level of levels ?? []) {
    if (!standards.some((standard) => level in standard.yuan)) say(part, ['standards'], `会员级别“${level}”没有会费标准。`)
  }
}

function checkNumbers(part: Part<Association>, say: Say): void {
  const { member, matter, order, branches = {} } = part.value.numbers
  const rules: [Path, string][] = [
    ...(typeof member === 'string'
      ? [[['member'], member] as [Path, string]]
      : Object.entries(member).map(([kind, rule]): [Path, string] => [['member', kind], rule])),
    [['matter'], matter],
    [['order'], order],
    ...Object.entries(branches).map(([branch, rule]): [Path, string] => [['branches', branch], rule]),
  ]
  for (const [path, rule] of rules) {
    const wrong = [...rule.matchAll(/\{([^}]*)\}/g)]
      .map((match) => match[1] ?? '')
      .filter((one) => !/^(year|yy|month|seq(:\d)?)$/.test(one))
    for (const one of wrong) say(part, ['numbers', ...path], `编号规则里没有 {${one}}，可用的有：{year}、{yy}、{month}、{seq:5}。`)
  }
}

/** Who joins must find a level of his kind. */
function checkJoining(part: Part<DuesFile>, parts: Parts, say: Say): void {
  if (parts.association === null) return
  const { levels, profileForm } = parts.association.value
  const { joiningLevel } = part.value.rules
  for (const kind of ['unit', 'person'] as const) {
    if (profileForm[kind] === undefined) continue
    const level = typeof joiningLevel === 'string' ? joiningLevel : joiningLevel[kind]
    const its = levels.filter((one) => (one.for ?? 'unit') === kind).map((one) => one.id)
    const at = ['rules', 'joiningLevel', ...(typeof joiningLevel === 'string' ? [] : [kind])]
    name(level, its, kind === 'unit' ? '单位会员级别' : '个人会员级别（for: person）', part, at, say)
  }
}

function checkPapers(parts: Parts, say: Say): void {
  for (const part of parts.documents) {
    if (part.value.template !== undefined) name(part.value.template, ids(parts.templates), '模板', part, ['template'], say)
  }
  for (const part of parts.templates) {
    name(part.value.form, ids(parts.forms), '表单', part, ['form'], say)
    const form = parts.forms.find((one) => one.value.id === part.value.form)?.value
    if (form === undefined) continue
    const fields = [
      ...formsBeside(part.value.id, form, parts).flatMap((one) => allFields(one).map((field) => field.id)),
      'association.full',
      'association.short',
      'today',
    ]
    for (const one of placeholdersOf(part.value.body).filter((each) => !fields.includes(each)))
      say(part, ['title'], `模板正文里的 {{${one}}} 不是表单“${form.title}”的字段。`)
  }
}

/** A paper is filled from all forms of the matters that ask for it: its own, and those. */
export function formsBeside(template: string, form: FormDefinition, parts: Pick<Parts, 'documents' | 'kinds' | 'forms'>): FormDefinition[] {
  const slots = parts.documents.filter((one) => one.value.template === template).map((one) => one.value.id)
  const kinds = parts.kinds.filter((kind) =>
    kind.value.stages.some((stage) => stage.type === 'documents' && stage.documents.some((id) => slots.includes(id))),
  )
  return [form, ...kinds.flatMap((kind) => formsOf(kind.value, parts))]
}

function tell(message: string | null, part: Part<unknown>, path: Path, say: Say): void {
  if (message !== null) say(part, path, message)
}
