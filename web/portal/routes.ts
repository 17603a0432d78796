import type { RouteRecordRaw } from 'vue-router'
import { commonRoutes } from '../parts/common-routes.ts'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: '首页' } },
  { path: '/more', component: () => import('./MorePage.vue'), meta: { title: '更多' } },
  { path: '/company', component: () => import('./company/CompanyPage.vue'), meta: { title: '企业信息' } },
  { path: '/company/contacts', component: () => import('./company/ContactsPage.vue'), meta: { title: '联系人管理' } },
  { path: '/branches', component: () => import('./branches/BranchesPage.vue'), meta: { title: '分支机构' } },
  { path: '/people', component: () => import('./people/PeoplePage.vue'), meta: { title: '会员列表' } },
  { path: '/people/rosters', component: () => import('./people/RostersPage.vue'), meta: { title: '汇总表与盖章扫描件' } },
  { path: '/people/:id', component: () => import('./people/PersonPage.vue'), meta: { title: '会员' } },
  { path: '/history', component: () => import('./people/HistoryPage.vue'), meta: { title: '历史动态' } },
  { path: '/dues', component: () => import('./dues/DuesPage.vue'), meta: { title: '会费交纳' } },
  { path: '/dues/pay', component: () => import('./dues/PayPage.vue'), meta: { title: '交纳会费' } },
  { path: '/dues/orders/:id', component: () => import('./dues/OrderPage.vue'), meta: { title: '缴费订单' } },
  { path: '/dues/receipts', component: () => import('./dues/ReceiptsPage.vue'), meta: { title: '电子票据' } },
  { path: '/apply/:effect?', component: () => import('./apply/ApplyPage.vue'), meta: { title: '办理事项' } },
  { path: '/matters', component: () => import('./matters/MattersPage.vue'), meta: { title: '我的事项' } },
  { path: '/to-do', component: () => import('./matters/MattersPage.vue'), props: { view: 'to-do' }, meta: { title: '待办事项' } },
  { path: '/done', component: () => import('./matters/MattersPage.vue'), props: { view: 'done' }, meta: { title: '已办事项' } },
  { path: '/matters/:id', component: () => import('./matters/MatterPage.vue'), meta: { title: '我的事项', plain: true } },
  { path: '/settings/password', component: () => import('./settings/PasswordPage.vue'), meta: { title: '修改密码' } },
  { path: '/settings/mobile', component: () => import('./settings/MobilePage.vue'), meta: { title: '更换手机号' } },
  { path: '/settings/email', component: () => import('./settings/EmailPage.vue'), meta: { title: '邮箱' } },
  { path: '/settings/accounts', component: () => import('./settings/AccountsPage.vue'), meta: { title: '单位账号' } },
  { path: '/settings/devices', component: () => import('./settings/DevicesPage.vue'), meta: { title: '登录设备' } },
  ...commonRoutes,
]
