import type { RouteRecordRaw } from 'vue-router'

/** At the end of every door's list: what is known but closed, and what isn't known. */
export const commonRoutes: RouteRecordRaw[] = [
  { path: '/forbidden', name: 'forbidden', component: () => import('./ForbiddenPage.vue'), meta: { title: '没有权限', needs: 'account' } },
  ...(import.meta.env.DEV
    ? [{ path: '/gallery', component: () => import('./gallery/GalleryPage.vue'), meta: { title: '组件', needs: 'nobody' as const } }]
    : []),
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./NotFoundPage.vue'),
    meta: { title: '没有这个页面', needs: 'nobody' },
  },
]
