import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'
import ReportPage from './ReportPage.vue'
import SignInCallbackPage from '../session/SignInCallbackPage.vue'
import SignInPage from '../session/SignInPage.vue'
import { useSession } from '../session/sessionStore.ts'

declare module 'vue-router' {
  interface RouteMeta {
    public?: boolean
  }
}

export function createPageRouter(history: RouterHistory = createWebHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      // Which report comes first is known when the viewer is.
      { path: '/', name: 'home', component: ReportPage },
      { path: '/sign-in', name: 'sign-in', component: SignInPage, meta: { public: true } },
      // Where the identity provider sends people back to; it is registered there.
      {
        path: '/sign-in/callback',
        name: 'sign-in-callback',
        component: SignInCallbackPage,
        meta: { public: true },
      },
      { path: '/reports/:report', name: 'report', component: ReportPage },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })
  router.beforeEach((to) => {
    const session = useSession()
    if (to.meta.public || session.viewer) return true
    return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  })
  return router
}
