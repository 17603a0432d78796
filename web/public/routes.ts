import type { RouteRecordRaw } from 'vue-router'
import { commonRoutes } from '../parts/common-routes.ts'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: '首页' } },
  { path: '/login', component: () => import('./login/LoginPage.vue'), meta: { title: '登录' } },
  { path: '/register/:kind(unit|person)?', component: () => import('./register/RegisterPage.vue'), meta: { title: '注册' } },
  { path: '/first-login', component: () => import('./first-login/FirstLoginPage.vue'), meta: { title: '首次登录' } },
  { path: '/forgot', component: () => import('./forgot/ForgotPage.vue'), meta: { title: '忘记密码' } },
  { path: '/activate', component: () => import('./first-login/ActivatePage.vue'), meta: { title: '激活账号' } },
  { path: '/takeover', component: () => import('./takeover/TakeoverPage.vue'), meta: { title: '接管单位账号' } },
  { path: '/takeover/object', component: () => import('./takeover/ObjectPage.vue'), meta: { title: '对账号接管提出异议' } },
  { path: '/confirm', component: () => import('./confirm/ConfirmPage.vue'), meta: { title: '确认邮箱' } },
  { path: '/charter', component: () => import('./charter/TextPage.vue'), props: { id: 'charter' }, meta: { title: '章程' } },
  { path: '/texts/:id', component: () => import('./charter/TextPage.vue'), props: true },
  { path: '/directory', component: () => import('./directory/DirectoryPage.vue'), meta: { title: '会员名录' } },
  { path: '/verify/:number?', component: () => import('./verify/VerifyPage.vue'), meta: { title: '查验会员证' } },
  ...commonRoutes,
]
