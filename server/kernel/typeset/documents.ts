import type { Day } from '../../../contract/rules/days.ts'
import type { Seal } from './seal.ts'

/** Whose paper it is. `accent` is '#rrggbb', the association's colour. */
export interface Letterhead {
  name: string
  nameEn?: string
  accent: string
}

interface Paper {
  association: Letterhead
  /** Day of the document: printed where its kind prints one, and always in the PDF's own record. */
  date: Day
}

/** 电子会员证, A4 landscape. Texts come from the association; nothing here knows one. */
export interface CertificateData extends Paper {
  /** 会员证书 */
  title: string
  titleEn?: string
  holder: string
  holderEn?: string
  /** After the holder's name: 经审核，批准为本会普通会员。特发此证。 */
  statement: string
  /** 会员编号, 会员级别, 统一社会信用代码, 有效期 …; three or four read best. */
  facts: { label: string; value: string }[]
  /** Where the QR code leads: the page that tells the state today. */
  verifyUrl: string
  /** Beside the QR code, e.g. 扫描二维码核验当前状态. */
  verifyNote: string
  seal?: Seal
}

/** Which print this is: its code stands as QR and as text at the foot of every page, beside `text` (事项编号, 表格版本 …). */
export interface PrintMark {
  code: string
  text: string
}

/** A cell or a row of a printed form; '' leaves room to write by hand. */
export type FormItem =
  | { kind: 'value'; label: string; value: string; wide?: boolean }
  | { kind: 'long'; label: string; value: string }
  /** Boxes, ticked or not. */
  | { kind: 'choice'; label: string; options: { label: string; chosen: boolean }[]; wide?: boolean }
  | { kind: 'list'; label: string; columns: string[]; rows: string[][] }
  /** A 证件照 of 25 × 35 mm, or the place to glue one. JPEG; `file` is the id by which the form names it. */
  | { kind: 'photo'; label: string; jpeg: Uint8Array | null; file?: string }

/** 申请表, A4. Build it from a form and its data with `formDocument`. */
export interface FormDocument extends Paper {
  title: string
  /** Over the table, left and right: 填表日期, 会员类型 … */
  notes?: string[]
  sections: { title: string; items: FormItem[] }[]
  /** Above the signatures: 本单位承诺以上内容真实、准确。 */
  declaration?: string
  /** One box each, side by side: 单位（盖章）, 法定代表人（签字）. Empty: no signature area. */
  signatures?: string[]
  /** Opinions filled in by hand on paper, e.g. 协会秘书处意见. */
  opinions?: string[]
  /** Of the form; in every page's foot. */
  version: string
  /** Of the matter, once it has one. */
  matterNumber?: string
  /** The code of this print; without one the QR holds number and version. */
  code?: string
}

/** 承诺书, 章程, 通知书: markdown set as an official document (after GB/T 9704). */
export interface LetterData extends Paper {
  title: string
  /** Paragraphs, #/##/### headings, - and 1. lists, **bold**. Placeholders are already filled. */
  markdown: string
  /** 文号, e.g. 示协〔2026〕1号. */
  reference?: string
  /** 16 pt as the standard has it, or 12 pt for long texts such as a charter. */
  size?: 'official' | 'compact'
  /** At the end. Value '' leaves a line to write on; label '' (for all) sets name over day, with the seal pressed on both. */
  signature?: { label: string; value: string }[]
  /** Print the day under the signature, or leave 年 月 日 blank to be written. */
  signedOn?: 'date' | 'blank'
  seal?: Seal
  print?: PrintMark
}

/** 缴费通知单: who pays what to which account, with the code that finds the payment again. */
export interface SlipData extends Paper {
  title: string
  payer: { label: string; value: string }[]
  payee: { accountName: string; account: string; bank: string; bankCode?: string }
  items: { name: string; period?: string; amountFen: number }[]
  /** The payer writes it in the remittance's note. */
  transferCode: string
  notes?: string[]
  dueOn?: Day
  /** The order's page. */
  url: string
  urlNote: string
}

/** One member's 缴费通知书. */
export interface Notice extends Pick<SlipData, 'payee' | 'items' | 'transferCode' | 'dueOn' | 'url'> {
  to: string
  /** Which standard, adopted by whom and when, asks for it. */
  opening: string
  notes: string[]
}

/** 缴费通知书, A4, one page a member. */
export interface NoticeData extends Paper {
  title: string
  notices: Notice[]
  urlNote: string
}

/** 汇总表, A4 landscape: a list that a unit prints, stamps and sends back as a scan. */
export interface RosterData extends Paper {
  title: string
  /** Whose list it is, e.g. 示例建设集团有限公司. */
  unit: string
  /** Which part of its people: 企业推荐（新会员）. */
  part: string
  /** Of this print; a scan is recognised by it. */
  number: string
  /** `wide`: in characters, of the widest cell one expects. */
  columns: { label: string; wide: number }[]
  rows: string[][]
  /** Under the table, e.g. what the unit declares by its stamp. */
  note?: string
}

/** Scanned or photographed pages, one per sheet of A4, turned and fitted. JPEG or PNG. */
export interface PicturesData extends Pick<Paper, 'date'> {
  title: string
  pictures: Uint8Array[]
}

export interface ManualShot {
  /** JPEG or PNG; phone pictures stand side by side. */
  image: Uint8Array
  caption?: string
  device: 'desk' | 'phone'
}

/** 操作手册: cover, contents, chapters of steps and screenshots. */
export interface ManualData extends Paper {
  title: string
  subtitle?: string
  version: string
  chapters: { title: string; intro?: string; steps: { text: string; shots?: ManualShot[] }[] }[]
}

/** 议程, A4 landscape: one line a matter, with room to write, and places to sign. */
export interface AgendaData extends Paper {
  title: string
  facts: { label: string; value: string }[]
  /** Widths in mm; 0 takes what is left. */
  columns: { label: string; width: number; align?: 'left' | 'center' }[]
  rows: string[][]
  signatures: string[]
}

/** One member's letter. */
export interface ActivationLetter {
  to: string
  /** Under the name, in the envelope's window; '' for an individual. */
  attention: string
  opening: string
  /** What is typed at the login afterwards. */
  ways: { label: string; value: string }[]
  /** Which tab of the login page; '' where there is one alone. */
  tab: string
  /** The page on which the code is typed, and the login. */
  address: string
  login: string
  code: string
  /** In the QR code. */
  url: string
  /** 2027年1月20日 */
  until: string
  steps: string[]
  notes: string[]
}

/** 账号激活信, A4, one page a member. */
export interface ActivationData extends Paper {
  title: string
  letters: ActivationLetter[]
}

export interface Documents {
  activation: ActivationData
  agenda: AgendaData
  certificate: CertificateData
  form: FormDocument
  letter: LetterData
  notice: NoticeData
  slip: SlipData
  roster: RosterData
  pictures: PicturesData
  manual: ManualData
}

export type TemplateName = keyof Documents

/** What a template is given: JSON it may read and pictures by name. */
export interface Prepared {
  data: Record<string, unknown>
  files: Record<string, Uint8Array>
}
