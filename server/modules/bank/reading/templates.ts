import type { BankField } from '../../../../contract/bank-words.ts'

/** One bank's export: the labels that tell it from others, and which column holds what. */
export interface BankTemplate {
  id: string
  bank: string
  /** All of these stand in its head. */
  marks: readonly string[]
  columns: Partial<Record<BankField, readonly string[]>>
}

/** As the banks' corporate portals export account details. Where a bank has several versions, later names follow earlier ones. */
export const templates: readonly BankTemplate[] = [
  {
    id: 'icbc',
    bank: '工商银行',
    marks: ['凭证号', '本方账号', '借/贷'],
    columns: {
      day: ['交易时间', '交易日期'],
      time: ['时间戳', '交易时间'],
      credit: ['贷方发生额', '转入金额'],
      debit: ['借方发生额', '转出金额'],
      payerName: ['对方单位名称', '对方单位'],
      payerAccount: ['对方账号'],
      summary: ['摘要'],
      note: ['附言', '个性化信息', '用途'],
      serial: ['交易流水号', '回单编号'],
      balance: ['余额'],
      ownAccount: ['本方账号'],
    },
  },
  {
    id: 'abc',
    bank: '农业银行',
    marks: ['收入金额', '支出金额', '交易附言'],
    columns: {
      day: ['交易时间', '交易日期'],
      time: ['交易时间'],
      credit: ['收入金额'],
      debit: ['支出金额'],
      payerName: ['对方户名'],
      payerAccount: ['对方账号'],
      payerBank: ['交易行名'],
      summary: ['交易摘要', '交易说明'],
      note: ['交易附言'],
      serial: ['日志号', '交易流水号'],
      balance: ['本次余额', '账户余额'],
    },
  },
  {
    id: 'boc',
    bank: '中国银行',
    marks: ['付款人名称', '收款人名称', '交易金额'],
    columns: {
      day: ['交易日期'],
      time: ['交易时间'],
      amount: ['交易金额'],
      direction: ['交易类型'],
      payerName: ['付款人名称'],
      payerAccount: ['付款人账号'],
      payerBank: ['付款人开户行名'],
      summary: ['摘要', '业务类型'],
      note: ['交易附言', '用途', '备注'],
      serial: ['交易流水号'],
      balance: ['交易后余额'],
      ownAccount: ['收款人账号'],
    },
  },
  {
    id: 'ccb',
    bank: '建设银行',
    marks: ['账户明细编号-交易流水号'],
    columns: {
      day: ['交易时间', '记账日期'],
      time: ['交易时间'],
      credit: ['贷方发生额'],
      debit: ['借方发生额'],
      payerName: ['对方户名'],
      payerAccount: ['对方账号'],
      payerBank: ['对方开户机构'],
      summary: ['摘要'],
      note: ['备注'],
      serial: ['账户明细编号-交易流水号'],
      balance: ['余额'],
      ownAccount: ['账号'],
    },
  },
  {
    id: 'cmb',
    bank: '招商银行',
    marks: ['收/付方名称', '流水号', '贷方金额'],
    columns: {
      day: ['交易日'],
      time: ['交易时间'],
      credit: ['贷方金额'],
      debit: ['借方金额'],
      payerName: ['收/付方名称'],
      payerAccount: ['收/付方账号'],
      payerBank: ['收/付方开户行名'],
      summary: ['业务摘要', '业务名称', '交易类型'],
      note: ['摘要', '用途', '其它摘要', '扩展摘要'],
      serial: ['流水号'],
      balance: ['余额'],
      ownAccount: ['账号'],
    },
  },
  {
    id: 'bocom',
    bank: '交通银行',
    marks: ['借贷状态', '发生额', '对方户名'],
    columns: {
      day: ['交易时间', '交易日期'],
      time: ['交易时间'],
      amount: ['发生额'],
      direction: ['借贷状态'],
      payerName: ['对方户名'],
      payerAccount: ['对方账号'],
      payerBank: ['对方行名'],
      summary: ['摘要'],
      note: ['附言', '备注'],
      serial: ['核心流水号', '交易流水号'],
      balance: ['余额'],
      ownAccount: ['查询账号'],
    },
  },
]
