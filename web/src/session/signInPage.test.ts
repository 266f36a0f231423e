import type { SignInOptions } from '@coatcheck/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import { chunkMsMax } from '../testing/chunk.ts'
import { signedIn } from '../testing/exports.ts'
import { mountWith, pageStores } from '../testing/mountWith.ts'
import { provider, providerOptions } from '../testing/provider.ts'
import { de } from '../texts/de.ts'
import { en } from '../texts/en.ts'
import { useLanguageStore } from '../texts/languageStore.ts'
import { OpenIdFailure, type OpenIdFailureReason } from './openId/openIdFailure.ts'
import { pendingSignIn } from './openId/pendingSignIn.ts'
import { useSessionStore } from './sessionStore.ts'
import SignInCallbackPage from './SignInCallbackPage.vue'
import SignInPage from './SignInPage.vue'
import { storedSession } from './storedSession.ts'

const host = 'login.example.com'
const path = '/sign-in?next=/reports/flights%3FminDelay=60'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function apiWith(options: () => Promise<SignInOptions>) {
  return {
    session: {
      options: { query: vi.fn(options) },
      signIn: { mutate: vi.fn(async () => signedIn) },
    },
  }
}

async function openPage(options: SignInOptions = providerOptions) {
  const api = apiWith(async () => options)
  const pinia = pageStores(api)
  const page = await mountWith(SignInPage, { api, path, pinia })
  await flushPromises()
  return { page, session: useSessionStore(pinia), language: useLanguageStore(pinia) }
}

function buttonsOf(page: VueWrapper): string[] {
  return page.findAll('button').map((button) => button.text())
}

describe('the sign-in page', () => {
  test('offers the provider if there is one, and no password', async () => {
    const { page } = await openPage()
    expect(buttonsOf(page)).toEqual([`Continue with ${host}`])
    expect(page.find('input').exists()).toBe(false)
  })

  test('asks for a password if there are accounts', async () => {
    const { page } = await openPage({ password: true, provider: null })
    expect(page.findAll('input')).toHaveLength(2)
    expect(buttonsOf(page).join()).not.toContain('Continue with')
  })

  test('offers both if there are both', async () => {
    const { page } = await openPage({ password: true, provider })
    expect(page.findAll('input')).toHaveLength(2)
    expect(buttonsOf(page)[0]).toBe(`Continue with ${host}`)
  })

  test('says that sign-in is not set up', async () => {
    const { page } = await openPage({ password: false, provider: null })
    expect(page.text()).toContain(en.signIn.notSetUp)
  })

  test('says that the options could not be loaded, and loads them again', async () => {
    const api = apiWith(async () => providerOptions)
    api.session.options.query.mockRejectedValueOnce(new Error('offline'))
    const page = await mountWith(SignInPage, { api, path })
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain(en.errors['no-answer'])
    await page.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(buttonsOf(page)).toEqual([`Continue with ${host}`])
  })

  test('redirects to the provider in the reader’s language, and remembers the path', async () => {
    const { page, language } = await openPage()
    await language.setLanguage('de')
    vi.stubGlobal('isSecureContext', true)
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
    await page.get('button').trigger('click')
    await vi.waitFor(() => expect(assign).toHaveBeenCalled(), chunkMsMax)
    const address = new URL(String(assign.mock.calls[0]?.[0]))
    expect(address.host).toBe(host)
    expect(address.searchParams.get('ui_locales')).toBe('de')
    expect(page.get('button').attributes('disabled')).toBeDefined()
    expect(pendingSignIn.take()?.next).toBe('/reports/flights?minDelay=60')
  })

  test('does not redirect from a page that was loaded over http, and says why', async () => {
    const { page } = await openPage()
    vi.stubGlobal('isSecureContext', false)
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
    await page.get('button').trigger('click')
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain(en.signIn.failures.insecure())
    expect(assign).not.toHaveBeenCalled()
    expect(pendingSignIn.take()).toBeNull()
  })

  test('says why it could not redirect, and can be retried', async () => {
    const { page, session } = await openPage()
    const begin = vi.spyOn(session, 'beginSignIn').mockRejectedValue(new Error('offline'))
    await page.get('button').trigger('click')
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain(en.errors['no-answer'])
    expect(buttonsOf(page)).toEqual(['Try again', `Continue with ${host}`])
    begin.mockResolvedValue()
    await page.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(page.find('[role=alert]').exists()).toBe(false)
    expect(page.get('button').element.disabled).toBe(true)
    expect(buttonsOf(page)).toEqual([`Redirecting to ${host}…`])
  })

  test('leads on if another tab has replied before it was there', async () => {
    const api = apiWith(async () => providerOptions)
    const pinia = pageStores(api)
    const isThere = ref(false)
    const router: { current?: ReturnType<typeof useRouter> } = {}
    const Page = {
      components: { SignInPage },
      setup() {
        router.current = useRouter()
        return { isThere }
      },
      template: '<SignInPage v-if="isThere" />',
    }
    await mountWith(Page, { api, path, pinia })
    await useSessionStore(pinia).signIn('analyst', 'coatcheck')
    isThere.value = true
    await flushPromises()
    expect(router.current!.currentRoute.value.fullPath).toBe('/reports/flights?minDelay=60')
  })

  test('says that the user has signed out once it knows', async () => {
    const { page, session } = await openPage()
    session.endedBy = 'expired'
    await flushPromises()
    expect(page.get('[role=status]').text()).toBe(en.signIn.ended)
    session.endedBy = 'signed-out'
    await flushPromises()
    expect(page.get('[role=status]').text()).toBe(en.signIn.signedOut)
  })

  test.each([
    ['signed-out', en.signIn.signedOut],
    ['expired', en.signIn.ended],
  ])('says how the last session ended: %s', async (end, sentence) => {
    sessionStorage.setItem('coatcheck.sessionEnd', end)
    const { page } = await openPage()
    expect(page.get('[role=status]').text()).toBe(sentence)
  })

  test.each(Object.keys(en.signIn.failures) as OpenIdFailureReason[])(
    'has a text for the failure: %s',
    async (reason) => {
      const api = apiWith(async () => providerOptions)
      const pinia = pageStores(api)
      useSessionStore(pinia).signInError = new OpenIdFailure(reason, { providerCode: 'some_code' })
      const page = await mountWith(SignInPage, { api, path, pinia })
      await flushPromises()
      const alert = page.get('[role=alert]')
      expect(alert.text()).toContain(en.signIn.failures[reason](host))
      expect(alert.text()).toContain('Error code: some_code.')
      await useLanguageStore(pinia).setLanguage('de')
      await flushPromises()
      expect(alert.text()).toContain(de.signIn.failures[reason](host))
    },
  )
})

describe('the callback from the provider', () => {
  const path = '/sign-in/callback?code=secret&state=s'

  async function openCallback(outcome: { next: string; done: boolean }) {
    history.replaceState(null, '', path)
    const pinia = pageStores({})
    const session = useSessionStore(pinia)
    const complete = vi.spyOn(session, 'completeSignIn').mockResolvedValue(outcome)
    const router: { current?: ReturnType<typeof useRouter> } = {}
    const Page = {
      components: { SignInCallbackPage },
      setup: () => void (router.current = useRouter()),
      template: '<SignInCallbackPage />',
    }
    await mountWith(Page, { pinia, path })
    const address = location.href
    await flushPromises()
    const [callback] = complete.mock.calls[0] ?? []
    return { address, callback, route: router.current!.currentRoute.value }
  }

  test('removes the code from the address at once', async () => {
    const { address, callback } = await openCallback({ next: '/', done: false })
    expect(callback?.searchParams.get('code')).toBe('secret')
    expect(address).not.toContain('secret')
  })

  test('redirects to the sign-in page after a failure, which keeps the path', async () => {
    const failed = await openCallback({ next: '/reports/flights?minDelay=60', done: false })
    expect(failed.route.name).toBe('sign-in')
    expect(failed.route.query).toEqual({ next: '/reports/flights?minDelay=60' })
    const plain = await openCallback({ next: '/', done: false })
    expect(plain.route.fullPath).toBe('/sign-in')
  })

  test('redirects to the path after signing in, on this page only', async () => {
    storedSession.write(signedIn)
    const done = await openCallback({ next: '/reports/flights?minDelay=60', done: true })
    expect(done.route.fullPath).toBe('/reports/flights?minDelay=60')
    const elsewhere = await openCallback({ next: '//evil.example', done: true })
    expect(elsewhere.route.fullPath).toBe('/')
  })
})
