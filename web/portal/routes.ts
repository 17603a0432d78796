import type { RouteRecordRaw } from 'vue-router'
import { commonRoutes } from '../parts/common-routes.ts'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: '首页' } },
  { path: '/more', component: () => import('./MorePage.vue'), meta: { title: '更多' } },
  ...commonRoutes,
]
