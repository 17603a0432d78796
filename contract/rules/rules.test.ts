import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bankCodeCheckDigit, checkBankCode } from './bank-code.ts'
import { birthDayOf, checkCitizenId, citizenIdCheckDigit, sexOf } from './citizen-id.ts'
import { checkCreditCode, creditCodeCheckDigit, regionOfCreditCode, warnOrganisationCode } from './credit-code.ts'
import { checkEmail, hintEmail } from './email.ts'
import { maskEmail, maskId, maskMobile, maskName, maskPhone } from './mask.ts'
import { checkPersonName, checkUnitName } from './names.ts'
import { checkPassword, describePassword } from './password.ts'
import { checkMobile, checkPhone, checkPostcode } from './phone.ts'
import { countCharacters, normaliseCode, normaliseMobile, normaliseName } from './text.ts'

const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const code = fc
  .tuple(
    fc.constantFrom('91', '51', '12'),
    fc.integer({ min: 110000, max: 659999 }),
    fc.array(fc.constantFrom(...LETTERS), { minLength: 9, maxLength: 9 }),
  )
  .map(([head, region, rest]) => `${head}${region}${rest.join('')}`)

describe('统一社会信用代码 (GB 32100-2015, CACEM-02)', () => {
  it('accepts two real ones and refuses one with a wrong check digit', () => {
    expect(checkCreditCode('91350100M000100Y43')).toBeNull()
    expect(checkCreditCode('91110000600001760P')).toBeNull()
    expect(checkCreditCode('91110000600001760W')).toContain('校验位不对')
  })
  it('accepts every code whose digit was computed, remainder 0 included', () => {
    fc.assert(fc.property(code, (first) => checkCreditCode(first + creditCodeCheckDigit(first)) === null))
  })
  it('notices any one character copied wrong', () => {
    fc.assert(
      fc.property(code, fc.integer({ min: 8, max: 16 }), fc.constantFrom(...LETTERS), (first, at, letter) => {
        fc.pre(first[at] !== letter)
        const whole = first + creditCodeCheckDigit(first)
        return checkCreditCode(whole.slice(0, at) + letter + whole.slice(at + 1)) !== null
      }),
    )
  })
  it('says what is wrong: blanks, length, a letter that is never used, a region that is no number', () => {
    expect(checkCreditCode('91350100 M000100Y43')).toContain('空格')
    expect(checkCreditCode('91350100M000100Y4')).toContain('现在是 17 位')
    expect(checkCreditCode('91350100MO00100Y43')).toContain('“O”')
    expect(checkCreditCode('9135O100M000100Y43')).toContain('“O”')
    expect(checkCreditCode('91A50100M000100Y43')).toContain('行政区划')
  })
  it('suggests province and city from characters 3–8, and nothing for a national registrar', () => {
    expect(regionOfCreditCode('91350100M000100Y43')).toEqual({ province: '350000', city: '350100', district: null })
    expect(regionOfCreditCode('91110105000000000X')).toEqual({ province: '110000', city: '110100', district: '110105' })
    expect(regionOfCreditCode('91500229000000000X')).toMatchObject({ city: '500200', district: '500229' })
    expect(regionOfCreditCode('91100000100000000X')).toBeNull()
    expect(regionOfCreditCode('91440000100000000X')).toEqual({ province: '440000', city: null, district: null })
  })
  it('only warns about the organisation code (GB 11714) inside', () => {
    expect(warnOrganisationCode('91350100M000100Y43')).toBeNull()
    expect(warnOrganisationCode('91110000600001760P')).toBeNull()
    expect(warnOrganisationCode('91350100M000100Y53')).toContain('组织机构代码')
  })
})

describe('身份证号 (GB 11643)', () => {
  it('accepts the standard’s own examples and reads birth and sex', () => {
    expect(checkCitizenId('11010519491231002X')).toBeNull()
    expect(checkCitizenId('440524188001010014')).toBeNull()
    expect(birthDayOf('11010519491231002X')).toBe('1949-12-31')
    expect(sexOf('11010519491231002X')).toBe('女')
    expect(sexOf('440524188001010014')).toBe('男')
    expect(citizenIdCheckDigit('11010519491231002')).toBe('X')
  })
  it('says which rule failed', () => {
    expect(checkCitizenId('110105491231002')).toContain('15 位')
    expect(checkCitizenId('1101051949123100')).toContain('现在是 16 位')
    expect(checkCitizenId('11010519491231002x')).toContain('大写 X')
    expect(checkCitizenId('99010519491231002X')).toContain('地区代码')
    expect(checkCitizenId('11010519490231002X')).toContain('出生日期')
    expect(checkCitizenId('110105194912310021')).toContain('校验位')
    expect(checkCitizenId('11010519491231002X', '1949-12-30')).toContain('出生日期')
  })
})

describe('联行号 (ISO 7064 MOD 11,10)', () => {
  it('accepts a real one and refuses every other last digit', () => {
    expect(checkBankCode('305100001483')).toBeNull()
    const others = [...'012456789'].map((digit) => checkBankCode(`30510000148${digit}`))
    expect(others.every((message) => message?.includes('校验位'))).toBe(true)
    expect(bankCodeCheckDigit('30510000148')).toBe('3')
    expect(checkBankCode('30510000148')).toContain('12 位')
    expect(checkBankCode('30510000148A')).toContain('只能有数字')
  })
})

describe('telephone, post, mail', () => {
  it('knows mobiles', () => {
    expect(checkMobile('13800000000')).toBeNull()
    expect(checkMobile('12800000000')).toContain('13 至 19')
    expect(checkMobile('+8613800000000')).toContain('+86')
    expect(checkMobile('138 0000')).toContain('只能有数字')
  })
  it('knows land lines with area code and extension', () => {
    for (const phone of ['010-00000000', '01000000000', '0931-0000000', '010-00000000转8001', '400-000-0000', '13800000000'])
      expect(checkPhone(phone)).toBeNull()
    expect(checkPhone('00000000')).toContain('区号')
    expect(checkPhone('电话')).toContain('电话号码不对')
  })
  it('knows postcodes', () => {
    expect(checkPostcode('100000')).toBeNull()
    expect(checkPostcode('10000')).toContain('6 位')
  })
  it('knows addresses mail can be sent to', () => {
    for (const mail of ['000000@qq.com', 'a.b-c_d@mail.example.org']) expect(checkEmail(mail)).toBeNull()
    for (const mail of ['a@b', 'a b@qq.com', '@qq.com', 'a..b@qq.com', 'a@-x.com', 'a@b@c.com', '张@qq.com'])
      expect(checkEmail(mail)).not.toBeNull()
  })
  it('advises a personal mailbox where a company’s may block receipts (CACEM-09), and notices slips', () => {
    expect(hintEmail('zhang@example.org')).toContain('个人 QQ 邮箱')
    expect(hintEmail('000000@qq.com')).toBeNull()
    expect(hintEmail('000000@qq.con')).toBe('是不是 000000@qq.com？请再看一眼。')
    expect(hintEmail('nonsense')).toBeNull()
  })
})

describe('passwords (CACEM-02: 8–20 letters, digits, underscore)', () => {
  it('accepts by the rule and says which part failed', () => {
    expect(checkPassword('shifan_2026')).toBeNull()
    expect(checkPassword('abc_123')).toContain('8 至 20')
    expect(checkPassword(`${'a'.repeat(20)}1`)).toContain('现在是 21 个')
    expect(checkPassword('shifan-2026')).toContain('只能用字母、数字和下划线')
    expect(checkPassword('shifanshifan')).toContain('太简单')
    expect(checkPassword('Abc12345')).toContain('太常见')
    expect(checkPassword('shi fan 2026', { min: 8, max: 64, characters: 'any', classes: 1 })).toContain('空格')
    expect(describePassword()).toBe('8–20 个字母、数字、下划线，大写字母、小写字母、数字、符号中至少 2 种')
  })
})

describe('masks (CACEM-18: enough to recognise, not to harvest)', () => {
  it('keep the surname, the ends of a mobile, the area code', () => {
    expect(['张示例', '张三', '张', '欧阳示例', '欧阳', ''].map(maskName)).toEqual(['张**', '张*', '张*', '欧阳**', '欧*', ''])
    expect(maskMobile('13800000000')).toBe('138****0000')
    expect(maskPhone('010-00001234')).toBe('010-****1234')
    expect(maskPhone('13800000000')).toBe('138****0000')
    expect(maskEmail('zhangsan@qq.com')).toBe('zh***@qq.com')
    expect(maskEmail('a@qq.com')).toBe('a***@qq.com')
    expect(maskId('11010519491231002X')).toBe('1****************X')
  })
  it('never give a mobile back whole', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), (mobile) => maskMobile(mobile) !== mobile && maskMobile(mobile).length === 11),
    )
  })
})

describe('names and pasted text', () => {
  it('tells a unit from a short name and a person from a unit', () => {
    expect(checkUnitName('示例建设集团有限公司')).toBeNull()
    expect(checkUnitName('示例')).toContain('不要用简称')
    expect(checkUnitName('Example Ltd')).toContain('中文全称')
    expect(checkUnitName('示例\u202e建设有限公司')).toContain('看不见的符号')
    expect(checkUnitName('示例\u0000建设有限公司')).toContain('看不见的符号')
    expect(checkPersonName('张示例')).toBeNull()
    expect(checkPersonName('阿卜杜拉·示例')).toBeNull()
    expect(checkPersonName('示例建设有限公司')).toContain('不要填写单位名称')
    expect(checkPersonName('13800000000')).toContain('不是号码')
  })
  it('is put in one shape', () => {
    expect(normaliseCode(' ９１３５ 0100m000100y43\u200b')).toBe('91350100M000100Y43')
    expect(normaliseMobile('+86 138-0000-0000')).toBe('13800000000')
    expect(normaliseName('  示例建设 (集团) 有限公司 ')).toBe('示例建设（集团）有限公司')
    expect(normaliseName('\u202e示例\u200b建设\u2069\u0000集团\u00ad\n有限公司')).toBe('示例建设集团 有限公司')
    expect(normaliseCode('91\u202d110000')).toBe('91110000')
    expect(countCharacters('建设😀')).toBe(3)
  })
})
