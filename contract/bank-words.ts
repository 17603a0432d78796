/** What a column of a bank's export can be. Apart from the schemas, so that a screen need not load those. */
export const bankFieldNames = {
  day: '交易日期',
  time: '交易时间',
  amount: '金额（收支同列）',
  credit: '收入金额（贷方）',
  debit: '支出金额（借方）',
  direction: '借贷标志',
  payerName: '对方户名',
  payerAccount: '对方账号',
  payerBank: '对方开户行',
  summary: '摘要',
  note: '附言或用途',
  serial: '流水号',
  balance: '余额',
  ownAccount: '本方账号',
} as const
export type BankField = keyof typeof bankFieldNames
export const bankFields = Object.keys(bankFieldNames) as BankField[]

export const bankLineStates = ['waiting', 'confirming', 'booked', 'set-aside'] as const
export type BankLineState = (typeof bankLineStates)[number]
export const bankLineStateNames: Record<BankLineState, string> = {
  waiting: '待认领',
  confirming: '正在入账',
  booked: '已入账',
  'set-aside': '不是会费',
}

export const verdicts = ['sure', 'likely', 'none'] as const
/** sure: every sign agrees and nothing speaks against it. likely: a person has to look. none: nothing was found. */
export type Verdict = (typeof verdicts)[number]
export const verdictNames: Record<Verdict, string> = { sure: '确定', likely: '待核对', none: '没有线索' }

export const evidenceKinds = ['code', 'amount', 'name', 'credit-code', 'day', 'account', 'rival'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]
export const evidenceNames: Record<EvidenceKind, string> = {
  code: '识别码',
  amount: '金额',
  name: '户名',
  'credit-code': '信用代码',
  day: '日期',
  account: '账号',
  rival: '注意',
}

/** The usual reasons why money on the account is no dues. */
export const setAsideReasons = ['利息', '会议费或培训费', '捐赠或赞助', '本会账户之间划转', '退汇', '其他收入'] as const
