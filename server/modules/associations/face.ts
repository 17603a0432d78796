import type { AssociationFace } from '../../../contract/session.ts'
import type { Association } from '../../kernel/context.ts'
import { escapeHtml } from '../../kernel/http/html.ts'
import type { Face } from '../../kernel/http/pages.ts'
import { featuresOf } from './features.ts'
import { hasManual } from './manual.ts'
import { recoveries, registrations } from './registrations.ts'

/** What a page needs of its association before anybody signed in. */
export function sessionFace(association: Association): AssociationFace {
  const { slug, settings } = association
  const { names, words, contact, login, password } = settings
  const { contactLabels, ...single } = words
  return {
    slug,
    fullName: names.full,
    shortName: names.short,
    englishName: names.english ?? null,
    motto: settings.motto ?? null,
    introduction: settings.introduction,
    logo: null,
    words: single,
    contactLabels,
    login: {
      title: login.title,
      tabs: login.tabs.map((tab) => ({ ...tab, help: tab.help ?? null, for: tab.for ?? null })),
      humanCheck: login.humanCheck,
      firstLogin: login.firstLogin,
      recover: recoveries(settings),
      help: login.help ?? null,
    },
    registration: registrations(settings),
    features: featuresOf(settings),
    menu: { unit: settings.menu?.unit ?? null, person: settings.menu?.person ?? null },
    manual: hasManual(slug),
    password,
    footer: {
      phone: contact.phone,
      fax: contact.fax ?? null,
      email: contact.email,
      address: contact.address,
      postcode: contact.postcode ?? null,
      icp: settings.icp,
    },
  }
}

/** Title, description and a page that reads without any script. */
export function associationFace(association: Association): Face {
  const { slug, settings } = association
  const { names, words, contact, introduction } = settings
  const rules = registrations(settings)
  const line = (label: string, value: string | undefined) => (value ? `<li>${escapeHtml(label)}：${escapeHtml(value)}</li>` : '')
  const link = (path: string, label: string) => `<li><a href="/${slug}${path}">${escapeHtml(label)}</a></li>`
  const join =
    rules.length > 0
      ? `<h2>如何入会</h2><ol><li>注册账号</li><li>阅读并同意${escapeHtml(words.charter)}</li><li>填写${escapeHtml(words.unitInfo)}，上传盖章的申请材料</li><li>交纳${escapeHtml(words.dues)}并提交，等待审核</li></ol>`
      : ''
  const plain = `<main><h1>${escapeHtml(names.full)}</h1><p>${escapeHtml(introduction)}</p>
<p>办理会员业务需要浏览器运行 JavaScript；如无法开启，请与我们联系。</p>${join}<h2>联系我们</h2><ul>${line('电话', contact.phone)}${line('邮箱', contact.email)}${line('传真', contact.fax)}${line('地址', contact.address)}</ul>
<ul>${link('', '首页')}${rules.length > 0 ? link('/register', '注册') : ''}${link('/login', '登录')}</ul></main>`
  return { title: names.full, description: introduction.slice(0, 150), plain }
}
