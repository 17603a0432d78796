/** The demo's accounts: invented, the same in every association, told at the start. `role` is the `n`th role of the preset. */
export const demoLogins = {
  password: 'Huiji_2026',
  staff: [
    { mobile: '13900000001', who: '管理员（全部权限）', name: '管理员甲', needs: 'staff.manage' },
    { mobile: '13900000002', who: '会员部（审核入会、管理会员）', name: '会员部乙', needs: 'matters.decide' },
    { mobile: '13900000003', who: '财务（确认到账、办理票据）', name: '财务丙', needs: 'dues.confirm' },
  ],
  units: [
    { mobile: '13800000001', who: '会员单位，本年会费已缴' },
    { mobile: '13800000002', who: '会员单位，欠缴会费' },
    { mobile: '13800000003', who: '申请单位，已提交待审核' },
    { mobile: '13800000004', who: '申请单位，被退回补正' },
    { mobile: '13800000005', who: '申请单位，刚刚注册' },
  ],
} as const
