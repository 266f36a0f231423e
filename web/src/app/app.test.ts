import { useQueryCache } from '@pinia/colada'
import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { useRoute } from 'vue-router'
import { pathAfterSignIn } from '../session/pathAfterSignIn.ts'
import { useSessionStore } from '../session/sessionStore.ts'
import { storedSession } from '../session/storedSession.ts'
import { signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import App from './App.vue'
import { flights } from '../testing/outlines.ts'

const ReportView = defineComponent({
  setup: () => ({ route: useRoute() }),
  template: '<p data-testid="view">{{ route.fullPath }}</p>',
})

const session = { ...signedIn, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
const address = '/reports/flights?minDelay=30&origins=SEA'

async function openApp(path: string) {
  const pinia = createPinia()
  const app = await mountWith(App, {
    pinia,
    path,
    stubs: { ReportView },
    api: {
      report: { list: { query: async () => [flights] } },
      session: {
        options: { query: async () => ({ password: true, provider: null }) },
        signIn: { mutate: vi.fn(async () => session) },
      },
      export: {
        list: { query: async () => [] },
        watch: { subscribe: () => ({ unsubscribe() {} }) },
      },
    },
  })
  await flushPromises()
  return { app, session: useSessionStore(pinia), queries: useQueryCache(pinia) }
}

async function signIn(app: Awaited<ReturnType<typeof openApp>>['app']) {
  const [username, password] = app.findAll('input')
  await username!.setValue('analyst')
  await password!.setValue('coatcheck')
  await app.get('form').trigger('submit')
  await flushPromises()
}

describe('the page', () => {
  beforeEach(() => storedSession.write(session as Parameters<typeof storedSession.write>[0]))

  test('asks for sign-in, and then shows the requested view', async () => {
    storedSession.write(null)
    const { app } = await openApp(address)
    expect(app.find('[role=status]').exists()).toBe(false)
    await signIn(app)
    expect(app.get('[data-testid=view]').text()).toBe(address)
  })

  test('says that the session has ended, keeps its address, and forgets its rows', async () => {
    const { app, session: store, queries } = await openApp(address)
    expect(queries.getEntries()).not.toHaveLength(0)
    store.rejectToken(signedIn.token)
    await flushPromises()
    expect(app.get('[role=status]').text()).toContain('Your session has ended.')
    expect(queries.getEntries()).toHaveLength(0)
    await signIn(app)
    expect(app.get('[data-testid=view]').text()).toBe(address)
  })

  test('redirects an unknown address to the first report', async () => {
    const { app } = await openApp('/nowhere/at/all')
    expect(app.get('[data-testid=view]').text()).toBe('/reports/flights')
  })
})

test.each([
  ['/reports/flights?from=2001-02-01', '/reports/flights?from=2001-02-01'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [['/a', '/b'], '/'],
  [undefined, '/'],
])('signing in redirects to paths of this page only: %j', (next, path) => {
  expect(pathAfterSignIn(next)).toBe(path)
})
