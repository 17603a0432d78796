import { VueQueryPlugin } from '@tanstack/vue-query'
import { type Component, createApp } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import type { Permission } from '../../contract/permissions.ts'
import { type Door, doorBase, loadSession, loginPath } from '../api/index.ts'
import { newQueryClient } from '../api/query.ts'
import { setPageTitle } from './page-title.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** The page's name in the browser's title and, where the shell shows one, in its heading. */
    title?: string
    /** Who may open it; a door sets its own default. */
    needs?: 'nobody' | 'account' | 'staff' | { staff: Permission }
    /** Full width without the shell's side navigation (e.g. a question page of an application). */
    plain?: boolean
  }
}

interface DoorPlan {
  door: Door
  shell: Component
  routes: RouteRecordRaw[]
  /** What a route without `meta.needs` asks for. */
  needs: 'nobody' | 'account' | 'staff'
}

/** Builds one front door: router under its own base, server state, guards, titles; and mounts it. */
export async function openDoor(plan: DoorPlan): Promise<void> {
  const queryClient = newQueryClient()
  const router = createRouter({
    history: createWebHistory(doorBase(plan.door)),
    routes: plan.routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  guard(router, plan, () => loadSession(queryClient))
  reloadWhenOutdated(router)
  const app = createApp(plan.shell)
  app.use(VueQueryPlugin, { queryClient })
  app.use(router)
  await router.isReady().catch(() => undefined)
  app.mount('#app')
}

function guard(router: Router, plan: DoorPlan, session: () => ReturnType<typeof loadSession>): void {
  router.beforeEach(async (to) => {
    const needs = to.meta.needs ?? plan.needs
    if (needs === 'nobody') return true
    // A server that can't be reached is told by the shell, with a way to try again.
    const now = await session().catch(() => null)
    if (now === null) return true
    if (!now.account) return leaveFor(loginPath(router.resolve(to).href))
    const missing = needs === 'staff' ? !now.staff : needs !== 'account' && !now.staff?.permissions.includes(needs.staff)
    return missing && to.name !== 'forbidden' ? { name: 'forbidden', replace: true } : true
  })
  router.afterEach((to) => setPageTitle(to.meta.title))
}

function leaveFor(address: string): false {
  location.assign(address)
  return false
}

/** After a new release an open page asks for parts that are gone: load the address afresh, once. */
function reloadWhenOutdated(router: Router): void {
  router.onError((error, to) => {
    const gone = /dynamically imported module|Importing a module script failed|preload/i.test(String(error))
    const mark = 'huiji-reloaded'
    if (!gone || sessionStorage.getItem(mark) === to.fullPath) return
    sessionStorage.setItem(mark, to.fullPath)
    location.assign(router.resolve(to).href)
  })
}
