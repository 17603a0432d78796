import type { RouteRecordRaw } from 'vue-router'
import { commonRoutes } from '../parts/common-routes.ts'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: '首页' } },
  { path: '/matters', name: 'to-do', component: () => import('./matters/TodoPage.vue'), meta: { title: '待办事项', needs: { staff: 'matters.read' } } },
  { path: '/matters/done', name: 'done', component: () => import('./matters/DonePage.vue'), meta: { title: '已办事项', needs: { staff: 'matters.read' } } },
  { path: '/matters/:id', name: 'matter', props: true, component: () => import('./matters/MatterPage.vue'), meta: { title: '事项', needs: { staff: 'matters.read' } } },
  { path: '/members', name: 'members', component: () => import('./members/MembersPage.vue'), meta: { title: '会员', needs: { staff: 'members.read' } } },
  { path: '/members/:id', name: 'member', props: true, component: () => import('./members/MemberPage.vue'), meta: { title: '会员', needs: { staff: 'members.read' } } },
  { path: '/alerts', name: 'alerts', component: () => import('./alerts/AlertsPage.vue'), meta: { title: '变更提醒', needs: { staff: 'members.read' } } },
  { path: '/messages', name: 'messages', component: () => import('./messages/MessagesPage.vue'), meta: { title: '短信与邮件', needs: { staff: 'notifications.read' } } },
  ...commonRoutes,
]
