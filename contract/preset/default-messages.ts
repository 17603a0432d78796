import type { Message, MessageId } from './association.ts'

/**
 * What each message says where a preset does not word it itself; a preset that names one words the whole of it.
 * By SMS and by mail alike: a message goes by every way the person has.
 */
export const DEFAULT_MESSAGES: Record<MessageId, Omit<Message, 'id' | 'templateCodes'>> = {
  'verification-code': {
    sms: '您正在{purpose}，验证码为 {code}，{minutes} 分钟内有效。如非本人操作，请忽略本短信，勿告诉他人。',
    mail: {
      subject: '验证码 {code}',
      text: '您正在{purpose}，验证码为 {code}，{minutes} 分钟内有效。\n如非本人操作，请忽略这封邮件，不要把验证码告诉他人。\n{association}',
    },
  },
  'matter-submitted': {
    sms: '{member}的{matter}（编号 {number}）已收到，预计 {days} 个工作日内审核完毕，结果将另行通知。',
    mail: {
      subject: '{matter}已收到',
      text: '{member}：\n您提交的{matter}（编号 {number}）已收到，预计 {days} 个工作日内审核完毕，结果将另行通知。\n{association}',
    },
  },
  'matter-returned': {
    sms: '{member}的{matter}（编号 {number}）需要补正：{reason}。请登录会员管理系统修改后再次提交，已填内容都在。',
    mail: {
      subject: '{matter}需要补正',
      text: '{member}：\n您的{matter}（编号 {number}）需要补正：\n{reason}\n请登录会员管理系统，按提示修改后再次提交。已填写的内容和已上传的材料都已保存。\n{association}',
    },
  },
  'number-given': {
    sms: '{member}的{matter}（编号 {number}）材料已审核通过，会员号 {memberNumber}。请登录会员系统，按步骤继续办理。',
    mail: {
      subject: '{matter}材料已审核通过',
      text: '{member}：\n您的{matter}（编号 {number}）材料已审核通过，会员号 {memberNumber}。\n请登录会员系统，按步骤继续办理。\n{association}',
    },
  },
  'matter-approved': {
    sms: '{member}的{matter}已审核通过，会员编号 {memberNumber}，会员级别为{level}。欢迎加入{association}。',
    mail: {
      subject: '{matter}已审核通过',
      text: '{member}：\n您的{matter}（编号 {number}）已审核通过，会员编号 {memberNumber}，会员级别为{level}。\n请登录会员管理系统查看会籍、下载会员证。\n{association}',
    },
  },
  'matter-passed': {
    sms: '{member}的{matter}（编号 {number}）已办理完成，请登录会员系统查看。',
    mail: {
      subject: '{matter}已办理完成',
      text: '{member}：\n您的{matter}（编号 {number}）已办理完成，请登录会员系统查看。\n{association}',
    },
  },
  'matter-rejected': {
    sms: '{member}的{matter}（编号 {number}）未获通过：{reason}。如有疑问请联系协会。',
    mail: {
      subject: '{matter}未获通过',
      text: '{member}：\n您的{matter}（编号 {number}）未获通过：\n{reason}\n如有疑问请联系协会。\n{association}',
    },
  },
  'matter-recommended': {
    sms: '{member}，{unit}已为您提交{matter}（编号 {number}），预计 {days} 个工作日内审核完毕，结果将另行通知。',
    mail: {
      subject: '{unit}已为您提交{matter}',
      text: '{member}：\n{unit}已为您提交{matter}（编号 {number}），预计 {days} 个工作日内审核完毕，结果将另行通知。\n{association}',
    },
  },
  'renewal-approved': {
    sms: '{member}，{unit}推荐您续期（编号 {number}）已获同意，缴纳会费后会籍续期。',
    mail: {
      subject: '{matter}已获同意',
      text: '{member}：\n{unit}推荐您续期（编号 {number}）已获同意，缴纳会费后会籍续期。\n{association}',
    },
  },
  'employer-changed': {
    sms: '{member}，您的工作单位已变更为{unit}，原单位为{former}。会籍、缴费和证书记录都保留。如非本人办理，请联系协会。',
    mail: {
      subject: '工作单位已变更',
      text: '{member}：\n您的工作单位已变更为{unit}，原单位为{former}。会籍、缴费和证书记录都保留。\n如非本人办理，请联系协会。\n{association}',
    },
  },
  'payment-confirmed': {
    sms: '{member} {year} 年度会费 {amount} 元已确认到账，票据将在 {days} 个工作日内发送到您填写的邮箱。',
    mail: {
      subject: '{year} 年度会费已确认到账',
      text: '{member}：\n{year} 年度会费 {amount} 元已确认到账，票据将在 {days} 个工作日内发送到这个邮箱。\n{association}',
    },
  },
  'payment-taken-back': {
    mail: {
      subject: '{year} 年度会费的到账登记已撤回',
      text: '{member}：\n{year} 年度会费 {amount} 元的到账登记已撤回，原因：\n{reason}\n这笔会费重新列为应缴，已开的票据会作废或红冲。您不用马上再汇款：如果确实已经汇款，请登录会员管理系统，在这笔订单里上传付款凭证，或与我们联系核对；尚未汇款的，请按订单上的收款账号和汇款识别码办理。\n{association}',
    },
  },
  'voucher-refused': {
    sms: '{member} {year} 年度会费的付款凭证未能核对：{reason}。请登录会员管理系统重新上传。',
    mail: {
      subject: '{year} 年度会费的付款凭证需要重新上传',
      text: '{member}：\n{year} 年度会费的付款凭证未能核对：\n{reason}\n请登录会员管理系统重新上传。\n{association}',
    },
  },
  'service-charged': {
    sms: '{member}有一笔{service}待缴：{what}，{amount} 元。请登录会员管理系统查看并缴费。',
    mail: {
      subject: '{service}待缴：{what}',
      text: '{member}：\n{what}，{amount} 元，请登录会员管理系统，在“{service}”一栏生成订单并缴费。到账后开具电子发票。\n{association}',
    },
  },
  'service-withdrawn': {
    mail: {
      subject: '{service}已撤销，不需要缴费：{what}',
      text: '{member}：\n{what}，{amount} 元，已经撤销，不需要缴费。原因：\n{reason}\n如果已经汇款，请与我们联系。\n{association}',
    },
  },
  'service-paid': {
    sms: '{member} {service} {amount} 元已确认到账，电子发票将在 {days} 个工作日内发送到您填写的邮箱。',
    mail: {
      subject: '{service}已确认到账：{what}',
      text: '{member}：\n{what}，{amount} 元已确认到账，电子发票将在 {days} 个工作日内发送到这个邮箱。\n{association}',
    },
  },
  'service-taken-back': {
    mail: {
      subject: '{service}的到账登记已撤回：{what}',
      text: '{member}：\n{what}，{amount} 元的到账登记已撤回，原因：\n{reason}\n这一笔重新列为应缴，已开的发票会红冲。您不用马上再汇款：如果确实已经汇款，请登录会员管理系统，在这笔订单里上传付款凭证，或与我们联系核对。\n{association}',
    },
  },
  'service-voucher-refused': {
    sms: '{member} {service}的付款凭证未能核对：{reason}。请登录会员管理系统重新上传。',
    mail: {
      subject: '{service}的付款凭证需要重新上传',
      text: '{member}：\n{what}的付款凭证未能核对：\n{reason}\n请登录会员管理系统重新上传。\n{association}',
    },
  },
  'service-receipt-issued': {
    sms: '{member} {service}的电子发票已开具，请查收邮箱 {email}；若未见邮件，请查看垃圾箱。',
  },
  'service-receipt-open': {
    mail: {
      subject: '缴费提醒：已开发票 {number} 的款项尚未到账',
      text: '{member}：\n按您的申请，{what} {amount} 元的发票已于 {days} 天前先行开具，款项目前尚未到账。\n抬头：{title}\n发票号码：{number}\n请登录会员管理系统，按缴费订单汇款；已汇款的，请在那里上传付款凭证。不再需要这张发票的，请与我们联系。\n{association}',
    },
  },
  'service-receipt-sent': {
    sms: '{member} {service}的电子发票（号码 {number}）已发送到 {email}，也可登录会员系统下载。',
    mail: {
      subject: '电子发票 {number}：{title}',
      text: '{member}：\n{what}，{amount} 元的电子发票已开具，见附件。\n抬头：{title}\n发票号码：{number}\n也可以随时登录会员系统，在“电子票据”中下载。\n{association}',
    },
  },
  'dues-reminder': {
    sms: '缴费提醒：{member}{people} {year} 年度{dues} {amount} 元，请于 {due} 前缴纳。请登录会员管理系统查看收款账号。已缴纳的请忽略。',
    mail: {
      subject: '缴费提醒：{year} 年度{dues}请于 {due} 前缴纳',
      text: '{member}：\n{year} 年度{dues}共 {amount} 元{people}，请于 {due} 前缴纳。\n请登录会员管理系统，在“{dues}交纳”中查看收款账号和汇款识别码。已缴纳的请忽略这封邮件。\n{association}',
    },
  },
  'dues-overdue': {
    sms: '缴费提醒：{member}{people} {year} 年度{dues} {amount} 元应于 {due} 前缴纳，尚未到账。请登录会员管理系统办理；已汇款的请上传凭证。',
    mail: {
      subject: '缴费提醒：{year} 年度{dues}尚未到账',
      text: '{member}：\n{year} 年度{dues}共 {amount} 元{people}，应于 {due} 前缴纳，目前尚未到账。\n请登录会员管理系统，在“{dues}交纳”中办理；已汇款的，请在那里上传付款凭证。如有困难，请与我们联系。\n{association}',
    },
  },
  'arrears-notice': {
    sms: '缴费提醒：{member} {year} 年度{dues} {amount} 元尚未到账，请在 {until} 前缴纳。逾期仍未缴纳的，依据{basis}，{act}。如有困难或异议，请登录会员管理系统说明。',
    mail: {
      subject: '缴费提醒：请在 {until} 前缴纳 {year} 年度{dues}',
      text: '{member}：\n{year} 年度{dues}共 {amount} 元，目前尚未到账，请在 {until} 前缴纳。\n自您收到本通知起 {days} 天后仍未缴纳的，依据{basis}，{act}。\n如有困难或异议，请登录会员管理系统，在“{dues}交纳”中提交说明，我们会先看过再作决定。已汇款的，请在那里上传付款凭证。\n{association}',
    },
  },
  'arrears-acted': {
    sms: '{member}：因 {year} 年度{dues}未缴，依据{basis}，自今日起{act}。{next}',
    mail: {
      subject: '关于 {year} 年度{dues}未缴的处理决定',
      text: '{member}：\n因 {year} 年度{dues}未缴，依据{basis}，自今日起{act}。\n{next}\n{association}',
    },
  },
  'arrears-ended': {
    sms: '{member}：{what}',
    mail: { subject: '{what}', text: '{member}：\n{what}\n{association}' },
  },
  'receipt-issued': {
    sms: '{member} {year} 年度会费的电子票据已开具，请查收邮箱 {email}；若未见邮件，请查看垃圾箱。',
  },
  'receipt-open': {
    mail: {
      subject: '缴费提醒：已开票据 {number} 的款项尚未到账',
      text: '{member}：\n按您的申请，{year} 年度会费 {amount} 元的票据已于 {days} 天前先行开具，款项目前尚未到账。\n抬头：{title}\n票据号码：{number}\n请登录会员管理系统，按缴费订单汇款；已汇款的，请在那里上传付款凭证。不再需要这张票据的，请与我们联系。\n{association}',
    },
  },
  'receipt-sent': {
    sms: '{member} {year} 年度会费的电子票据（号码 {number}）已发送到 {email}，也可登录会员系统下载。',
    mail: {
      subject: '电子票据 {number}：{title}',
      text: '{member}：\n{year} 年度会费 {amount} 元的电子票据已开具，见附件。\n抬头：{title}\n票据号码：{number}\n也可以随时登录会员系统，在“电子票据”中下载。\n{association}',
    },
  },
  'mobile-changed': { sms: '您的登录手机号已改为 {mobile}，下次请用新手机号登录。如非本人操作，请立即联系协会。' },
  'password-changed': {
    sms: '您的登录密码已于 {time} 修改。如非本人操作，请立即通过“忘记密码”重设并联系协会。',
    mail: {
      subject: '登录密码已修改',
      text: '您的登录密码已于 {time} 修改。\n如非本人操作，请立即通过“忘记密码”重设并联系协会。\n{association}',
    },
  },
  'account-invited': {
    sms: '{name}，您好：{association}为您开通了账号，请在 {hours} 小时内打开 {link} 设置密码。',
    mail: {
      subject: '请设置您的登录密码',
      text: '{name}，您好：\n{association}为您开通了账号，请在 {hours} 小时内打开下面的地址设置密码：\n{link}',
    },
  },
  'takeover-received': {
    sms: '已收到您接管{unit}账号的申请（编号 {number}）。协会在 {days} 个工作日后核对材料，结果以短信告知。',
  },
  'takeover-asked': {
    sms: '{person}申请接管{unit}的会员账号，{days} 个工作日后协会将核对。如不应由其接管，请打开 {link} 提出异议。',
    mail: {
      subject: '有人申请接管{unit}的会员账号',
      text: '{person}以新联系人的身份，申请接管{unit}在{association}的会员账号。\n{days} 个工作日后，协会将核对其营业执照和盖章的授权书；在那之前账号不会有变动。\n如果这是贵单位的安排，无需处理。如果不应由其接管，请打开下面的地址提出异议：\n{link}\n{association}',
    },
  },
  'takeover-approved': {
    sms: '接管{unit}账号的申请（编号 {number}）已通过，您的手机号现在可以代表该单位登录。第一次登录请先按另一条短信设置密码。',
  },
  'takeover-refused': {
    sms: '接管{unit}账号的申请（编号 {number}）未通过：{reason}。如有疑问请联系协会。',
  },
  'email-confirmation': {
    mail: {
      subject: '请确认您的注册邮箱',
      text: '{name}，您好：\n您在{association}会员管理系统注册了账号。请在 {hours} 小时内打开下面的地址，确认这是您的邮箱：\n{link}\n确认之前可以登录和填写，但不能提交。\n如非本人操作，请忽略这封邮件。\n{association}',
    },
  },
  'papers-asked': {
    sms: '请{member}于 {due} 前提交{papers}。请登录会员管理系统，在首页“有需要完善的资料”处办理。{note}',
    mail: {
      subject: '请于 {due} 前提交资料',
      text: '{member}：\n请于 {due} 前提交{papers}。\n{note}\n请登录会员管理系统，在首页“有需要完善的资料”处填写、下载、盖章后上传。\n{association}',
    },
  },
  'papers-due': {
    sms: '{member}还没有提交{papers}，请于 {due} 前登录会员管理系统办理。',
    mail: {
      subject: '请于 {due} 前提交资料（提醒）',
      text: '{member}：\n贵单位还没有提交{papers}，请于 {due} 前登录会员管理系统办理。\n{association}',
    },
  },
  'papers-late': {
    sms: '{member}的{papers}应于 {due} 前提交，现已逾期，请尽快登录会员管理系统办理。如有困难请联系协会。',
    mail: {
      subject: '资料提交已逾期',
      text: '{member}：\n{papers}应于 {due} 前提交，现已逾期，请尽快登录会员管理系统办理。如有困难请联系协会。\n{association}',
    },
  },
  'staff-matter-waiting': {
    mail: { subject: '{member}提交了{matter}', text: '{member}提交了{matter}（编号 {number}），请在会员管理系统的“待办”中审核。' },
  },
  'staff-member-changed': {
    mail: {
      subject: '{member}修改了登记信息',
      text: '{member}修改了：{fields}。请在会员管理系统中查看修改前后的内容，并核对邮寄和联络资料。',
    },
  },
}
