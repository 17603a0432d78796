import { allFields, fieldsOf } from '../../contract/forms/index.ts'
import { MESSAGES } from '../../contract/preset/association.ts'
import { contrastWithWhite, doubtsAbout, placeholdersOf } from '../../contract/preset.ts'
import { checkBankCode } from '../../contract/rules/bank-code.ts'
import { checkCreditCode } from '../../contract/rules/credit-code.ts'
import { isDay } from '../../contract/rules/days.ts'
import { checkForm } from './cross-forms.ts'
import { checkLogin } from './cross-login.ts'
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
  if (value.password.min > value.password.max) say(part, ['password', 'min'], '密码的最短长度大于最长长度。')
  if (value.creditCode !== undefined) tell(checkCreditCode(value.creditCode), part, ['creditCode'], say)
  if (value.bank.bankCode !== undefined && !/^0+$/.test(value.bank.bankCode))
    tell(checkBankCode(value.bank.bankCode), part, ['bank', 'bankCode'], say)
}

function checkDues(parts: Parts, say: Say): void {
  const part = parts.dues
  if (part === null) return
  const levels = parts.association?.value.levels.map((level) => level.id) ?? null
  const { rules, standards } = part.value
  const joining = typeof rules.joiningLevel === 'string' ? [rules.joiningLevel] : Object.values(rules.joiningLevel)
  for (const level of joining) if (levels !== null) name(level, levels, '会员级别', part, ['rules', 'joiningLevel'], say)
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

function checkKind(part: Part<Parts['kinds'][number]['value']>, parts: Parts, say: Say): void {
  const roles = parts.association?.value.roles ?? []
  const asked = new Set<string>()
  part.value.stages.forEach((stage, i) => {
    const at: Path = ['stages', i]
    if (asked.has(stage.id)) say(part, [...at, 'id'], `环节“${stage.id}”出现了两次，请改名。`)
    asked.add(stage.id)
    if (stage.type === 'agree')
      for (const text of [stage.agree, ...(stage.also ?? [])]) name(text, ids(parts.texts), '文本', part, [...at, 'agree'], say)
    if (stage.type === 'form' || stage.type === 'payment') name(stage.form, ids(parts.forms), '表单', part, [...at, 'form'], say)
    if (stage.type === 'documents') {
      for (const [d, slot] of stage.documents.entries()) name(slot, ids(parts.documents), '材料', part, [...at, 'documents', d], say)
    }
    if (stage.type === 'review' && stage.review !== 'employer' && stage.by === undefined) say(part, at, '要写明由哪个角色审核（by）。')
    if (stage.type === 'review' && stage.by !== undefined && parts.association !== null) {
      name(
        stage.by,
        roles.map((role) => role.id),
        '角色',
        part,
        [...at, 'by'],
        say,
      )
      const role = roles.find((one) => one.id === stage.by)
      if (role !== undefined && !role.permissions.includes('matters.decide'))
        say(part, [...at, 'by'], `角色“${role.name}”没有“审核事项”的权限（matters.decide）。`)
      if (stage.needs !== undefined && !part.value.stages.some((other) => other.type === 'payment'))
        say(part, [...at, 'needs'], '要等缴费，可是这个事项没有缴费环节。')
    }
  })
  if (part.value.stages.at(-1)?.type !== 'review') say(part, ['stages'], `事项“${part.value.name}”的最后一个环节应是审核（review）。`)
  const fields = part.value.stages
    .flatMap((stage) => (stage.type === 'form' ? (parts.forms.find((form) => form.value.id === stage.form)?.value ?? []) : []))
    .flatMap((form) => allFields(form).map((field) => field.id))
  for (const stage of part.value.stages) {
    if (stage.type !== 'documents') continue
    for (const document of parts.documents.filter((one) => stage.documents.includes(one.value.id))) {
      for (const field of fieldsOf(document.value.when).filter((one) => !one.includes('.')))
        name(field, fields, '字段', document, ['when'], say)
    }
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
    const fields = [...allFields(form).map((field) => field.id), 'association.full', 'association.short', 'today']
    for (const one of placeholdersOf(part.value.body).filter((each) => !fields.includes(each)))
      say(part, ['title'], `模板正文里的 {{${one}}} 不是表单“${form.title}”的字段。`)
  }
}

function tell(message: string | null, part: Part<unknown>, path: Path, say: Say): void {
  if (message !== null) say(part, path, message)
}
