import type { RouteRecordRaw } from 'vue-router'
import { doorPath, loginPath } from '../api/index.ts'
import { commonRoutes } from '../parts/common-routes.ts'

/** Staff sign in on the same page as everybody and come back here. */
function toLogin(): false {
  location.assign(loginPath(doorPath('console')))
  return false
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: '首页' } },
  {
    path: '/matters',
    name: 'to-do',
    component: () => import('./matters/TodoPage.vue'),
    meta: { title: '待办事项', needs: { staff: 'matters.read' } },
  },
  {
    path: '/matters/done',
    name: 'done',
    component: () => import('./matters/DonePage.vue'),
    meta: { title: '已办事项', needs: { staff: 'matters.read' } },
  },
  {
    path: '/meetings',
    name: 'meetings',
    component: () => import('./meetings/MeetingsPage.vue'),
    meta: { title: '会议审定', needs: { staff: 'matters.read' } },
  },
  {
    path: '/meetings/:id',
    name: 'meeting',
    props: true,
    component: () => import('./meetings/MeetingPage.vue'),
    meta: { title: '会议', needs: { staff: 'matters.read' } },
  },
  {
    path: '/matters/:id',
    name: 'matter',
    props: true,
    component: () => import('./matters/MatterPage.vue'),
    meta: { title: '事项', needs: { staff: 'matters.read' } },
  },
  {
    path: '/members',
    name: 'members',
    component: () => import('./members/MembersPage.vue'),
    meta: { title: '会员', needs: { staff: 'members.read' } },
  },
  {
    path: '/members/:id',
    name: 'member',
    props: true,
    component: () => import('./members/MemberPage.vue'),
    meta: { title: '会员', needs: { staff: 'members.read' } },
  },
  {
    path: '/members/:id/merge/:goneId',
    props: true,
    component: () => import('./members/MergePage.vue'),
    meta: { title: '合并会员', needs: { staff: 'members.edit' } },
  },
  { path: '/people', component: () => import('./people/PeoplePage.vue'), meta: { title: '个人会员', needs: { staff: 'members.read' } } },
  {
    path: '/people/rosters',
    component: () => import('./people/RostersPage.vue'),
    meta: { title: '收到的汇总表', needs: { staff: 'members.read' } },
  },
  { path: '/council', component: () => import('./council/CouncilPage.vue'), meta: { title: '理事会', needs: { staff: 'members.read' } } },
  {
    path: '/council/requests/:id',
    props: true,
    component: () => import('./council/RequestPage.vue'),
    meta: { title: '资料收取', needs: { staff: 'members.read' } },
  },
  { path: '/ledger', component: () => import('./ledger/LedgerPage.vue'), meta: { title: '账簿', needs: { staff: 'dues.read' } } },
  {
    path: '/letters',
    component: () => import('./letters/LettersPage.vue'),
    meta: { title: '发放账号', needs: { staff: 'accounts.manage' } },
  },
  {
    path: '/takeovers',
    component: () => import('./takeovers/TakeoversPage.vue'),
    meta: { title: '账号接管', needs: { staff: 'accounts.manage' } },
  },
  {
    path: '/takeovers/:id',
    props: true,
    component: () => import('./takeovers/TakeoverPage.vue'),
    meta: { title: '账号接管', needs: { staff: 'accounts.manage' } },
  },
  {
    path: '/alerts',
    name: 'alerts',
    component: () => import('./alerts/AlertsPage.vue'),
    meta: { title: '变更提醒', needs: { staff: 'members.read' } },
  },
  {
    path: '/messages',
    name: 'messages',
    component: () => import('./messages/MessagesPage.vue'),
    meta: { title: '短信与邮件', needs: { staff: 'notifications.read' } },
  },
  {
    path: '/staff',
    name: 'staff',
    component: () => import('./staff/StaffPage.vue'),
    meta: { title: '工作人员', needs: { staff: 'staff.manage' } },
  },
  {
    path: '/roles',
    name: 'roles',
    component: () => import('./roles/RolesPage.vue'),
    meta: { title: '角色与权限', needs: { staff: 'staff.manage' } },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('./audit/AuditPage.vue'),
    meta: { title: '操作日志', needs: { staff: 'audit.read' } },
  },
  { path: '/account', name: 'account', component: () => import('./account/AccountPage.vue'), meta: { title: '我的账号' } },
  { path: '/login', component: () => import('./home/HomePage.vue'), meta: { needs: 'nobody' }, beforeEnter: toLogin },
  {
    path: '/dues',
    name: 'dues',
    component: () => import('./dues/ChargesPage.vue'),
    meta: { title: '会费', needs: { staff: 'dues.read' } },
  },
  {
    path: '/dues/plan',
    component: () => import('./dues/PlanPage.vue'),
    meta: { title: '生成年度会费的名单', needs: { staff: 'dues.configure' } },
  },
  {
    path: '/dues/standards',
    component: () => import('./dues/StandardsPage.vue'),
    meta: { title: '会费标准', needs: { staff: 'dues.read' } },
  },
  {
    path: '/dues/reminders',
    component: () => import('./reminders/RemindersPage.vue'),
    meta: { title: '缴费提醒', needs: { staff: 'dues.read' } },
  },
  {
    path: '/dues/arrears',
    component: () => import('./arrears/ArrearsPage.vue'),
    meta: { title: '欠费处理', needs: { staff: 'dues.read' } },
  },
  {
    path: '/dues/services',
    component: () => import('./dues/ServicesPage.vue'),
    meta: { title: '其他应缴', needs: { staff: 'dues.read' } },
  },
  { path: '/dues/orders', component: () => import('./dues/OrdersPage.vue'), meta: { title: '缴费订单', needs: { staff: 'dues.read' } } },
  {
    path: '/dues/orders/:id',
    props: true,
    component: () => import('./dues/OrderPage.vue'),
    meta: { title: '缴费订单', needs: { staff: 'dues.read' } },
  },
  { path: '/bank', component: () => import('./bank/BankPage.vue'), meta: { title: '银行流水', needs: { staff: 'dues.read' } } },
  {
    path: '/bank/import',
    component: () => import('./bank/ImportPage.vue'),
    meta: { title: '导入银行流水', needs: { staff: 'dues.confirm' } },
  },
  { path: '/bank/suspense', component: () => import('./bank/SuspensePage.vue'), meta: { title: '暂存款', needs: { staff: 'dues.read' } } },
  {
    path: '/bank/statements/:id',
    props: true,
    component: () => import('./bank/StatementPage.vue'),
    meta: { title: '银行流水', needs: { staff: 'dues.read' } },
  },
  {
    path: '/bank/lines/:id',
    props: true,
    component: () => import('./bank/LinePage.vue'),
    meta: { title: '到账', needs: { staff: 'dues.read' } },
  },
  { path: '/online', component: () => import('./online/OnlinePage.vue'), meta: { title: '在线支付', needs: { staff: 'dues.read' } } },
  { path: '/receipts', component: () => import('./receipts/ReceiptsPage.vue'), meta: { title: '票据', needs: { staff: 'receipts.read' } } },
  {
    path: '/receipts/files',
    component: () => import('./receipts/BatchesPage.vue'),
    meta: { title: '上传票据文件', needs: { staff: 'receipts.read' } },
  },
  {
    path: '/receipts/files/:id',
    props: true,
    component: () => import('./receipts/BatchPage.vue'),
    meta: { title: '票据文件', needs: { staff: 'receipts.read' } },
  },
  {
    path: '/receipts/:id',
    props: true,
    component: () => import('./receipts/ReceiptPage.vue'),
    meta: { title: '票据', needs: { staff: 'receipts.read' } },
  },
  ...commonRoutes,
]
