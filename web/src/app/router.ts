import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'
import { useSessionStore } from '../session/sessionStore.ts'
import { pathAfterSignIn } from '../session/pathAfterSignIn.ts'
import SignInCallbackPage from '../session/SignInCallbackPage.vue'
import SignInPage from '../session/SignInPage.vue'
import ReportPage from './ReportPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Open without signing in. */
    public?: boolean
  }
}

export function createPageRouter(history: RouterHistory = createWebHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      // The first report of the list, which is known after signing in.
      { path: '/', name: 'home', component: ReportPage },
      { path: '/sign-in', name: 'sign-in', component: SignInPage, meta: { public: true } },
      // Registered at the identity provider, which sends users back here.
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
    const session = useSessionStore()
    if (to.name === 'sign-in' && session.viewer) return pathAfterSignIn(to.query.next)
    if (to.meta.public || session.viewer) return true
    return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  })
  return router
}
