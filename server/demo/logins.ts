/** The demo's accounts: invented, the same in every association, told at the start. */
export const demoLogins = {
  password: 'Huiji_2026',
  people: [
    { mobile: '13900000001', who: '协会管理员（全部权限）', role: 'administrator' },
    { mobile: '13900000002', who: '会员部（审核入会、管理会员）', role: 'membership-officer' },
    { mobile: '13900000003', who: '财务（确认到账、票据）', role: 'finance' },
    { mobile: '13800000001', who: '会员单位，会费已缴', role: null },
    { mobile: '13800000002', who: '会员单位，欠费', role: null },
    { mobile: '13800000003', who: '申请单位，待审核', role: null },
  ],
} as const
