import type { Association } from './association.ts'

type Usual = Pick<Association, 'password' | 'numbers' | 'directory' | 'roles' | 'takeover'>

/** What an association does where its preset does not say otherwise. */
export const DEFAULT_SETTINGS: Usual = {
  password: { min: 8, max: 32, characters: 'any', classes: 2 },
  numbers: { member: 'HY{year}{seq:4}', matter: 'SX{year}{seq:5}', order: 'HF{year}{seq:6}' },
  takeover: { waitWorkdays: 5 },
  directory: { public: true, shows: ['level', 'region'], minLetters: 2, pageSize: 20 },
  roles: [
    {
      id: 'administrator',
      name: '系统管理员',
      help: '管理工作人员、角色和全部业务。',
      permissions: [
        'matters.read',
        'matters.decide',
        'members.read',
        'members.edit',
        'members.reveal',
        'members.export',
        'dues.read',
        'dues.confirm',
        'dues.correct',
        'dues.approve',
        'dues.configure',
        'dues.remind',
        'dues.arrears',
        'receipts.read',
        'receipts.manage',
        'notifications.read',
        'accounts.manage',
        'staff.manage',
        'audit.read',
        'settings.read',
      ],
    },
    {
      id: 'membership-officer',
      name: '会员部',
      help: '审核申请和变更，维护会员资料。',
      permissions: [
        'matters.read',
        'matters.decide',
        'members.read',
        'members.edit',
        'members.reveal',
        'members.export',
        'dues.read',
        'receipts.read',
        'notifications.read',
        'accounts.manage',
        'settings.read',
      ],
    },
    {
      id: 'finance-officer',
      name: '财务',
      help: '确认到账，办理会费票据。',
      permissions: [
        'matters.read',
        'members.read',
        'dues.read',
        'dues.confirm',
        'dues.correct',
        'dues.approve',
        'dues.configure',
        'dues.remind',
        'dues.arrears',
        'receipts.read',
        'receipts.manage',
        'settings.read',
      ],
    },
    {
      id: 'reader',
      name: '查阅',
      help: '只能查看，联系方式只显示一部分。',
      permissions: ['matters.read', 'members.read', 'dues.read', 'receipts.read'],
    },
    { id: 'auditor', name: '审计', help: '查看操作日志和发送记录。', permissions: ['audit.read', 'notifications.read', 'settings.read'] },
  ],
}

/** The certificate of an association that words none of its own. */
export const defaultCertificate = (full: string): Association['certificate'] => ({
  title: '会员证',
  body: `{name} 自 {joinedOn} 起为${full}{level}，会员编号 {number}。特发此证。`,
  validity: 'dues',
  seal: full,
  verifyHelp: '扫描二维码可查看这张会员证此刻的状态；状态以查验页面为准。',
})
