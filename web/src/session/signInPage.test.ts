import type { SignInOptions } from '@coatcheck/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { useRouter } from 'vue-router'
import { OpenIdFailure, type OpenIdFailureReason } from './openId/openIdFailure.ts'
import { pendingSignIn } from './openId/pendingSignIn.ts'
import { storedSession } from './storedSession.ts'
import { usePreferences } from '../preferences/preferencesStore.ts'
import { useSession } from './sessionStore.ts'
import { signedIn } from '../testing/exports.ts'
import { mountWith, pageStores } from '../testing/mountWith.ts'
import { provider, providerOptions } from '../testing/provider.ts'
import { de } from '../texts/de.ts'
import { en } from '../texts/en.ts'
import SignInCallbackPage from './SignInCallbackPage.vue'
import SignInPage from './SignInPage.vue'

const host = 'login.example.com'
const path = '/sign-in?next=/reports/flights%3FminDelay=60'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function apiWith(options: () => Promise<SignInOptions>) {
  return { session: { options: { query: vi.fn(options) } } }
}

async function openPage(options: SignInOptions = providerOptions) {
  const api = apiWith(async () => options)
  const pinia = pageStores(api)
  const page = await mountWith(SignInPage, { api, path, pinia })
  await flushPromises()
  return { page, session: useSession(pinia), preferences: usePreferences(pinia) }
}

function buttonsOf(page: VueWrapper): string[] {
  return page.findAll('button').map((button) => button.text())
}

describe('the sign-in page', () => {
  test('offers the provider where there is one, and no password', async () => {
    const { page } = await openPage()
    expect(buttonsOf(page)).toEqual([`Continue with ${host}`])
    expect(page.find('input').exists()).toBe(false)
  })

  test('asks for a password where there are accounts', async () => {
    const { page } = await openPage({ password: true, provider: null })
    expect(page.findAll('input')).toHaveLength(2)
    expect(buttonsOf(page).join()).not.toContain('Continue with')
  })

  test('offers both where there are both', async () => {
    const { page } = await openPage({ password: true, provider })
    expect(page.findAll('input')).toHaveLength(2)
    expect(buttonsOf(page)[0]).toBe(`Continue with ${host}`)
  })

  test('says when nobody can sign in', async () => {
    const { page } = await openPage({ password: false, provider: null })
    expect(page.text()).toContain(en.signIn.nowhere)
  })

  test('says when it does not know how one signs in, and asks again', async () => {
    const api = apiWith(async () => providerOptions)
    api.session.options.query.mockRejectedValueOnce(new Error('offline'))
    const page = await mountWith(SignInPage, { api, path })
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain(en.errors['no-answer'])
    await page.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(buttonsOf(page)).toEqual([`Continue with ${host}`])
  })

  test('goes to the provider from where the reader was, in their language', async () => {
    const { page, preferences } = await openPage()
    await preferences.setLanguage('de')
    vi.stubGlobal('isSecureContext', true)
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
    await page.get('button').trigger('click')
    await vi.waitFor(() => expect(assign).toHaveBeenCalled())
    const address = new URL(String(assign.mock.calls[0]?.[0]))
    expect(address.host).toBe(host)
    expect(address.searchParams.get('ui_locales')).toBe('de')
    expect(page.get('button').attributes('disabled')).toBeDefined()
    expect(pendingSignIn.take()?.next).toBe('/reports/flights?minDelay=60')
  })

  test('goes nowhere from a page that was loaded in the clear, and says so', async () => {
    const { page } = await openPage()
    vi.stubGlobal('isSecureContext', false)
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
    await page.get('button').trigger('click')
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain(en.signIn.failures.insecure())
    expect(assign).not.toHaveBeenCalled()
    expect(pendingSignIn.take()).toBeNull()
  })

  test('says why it could not go there, and may be asked again', async () => {
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
    expect(buttonsOf(page)).toEqual([`Going to ${host}…`])
  })

  test.each([
    ['signed-out', en.signIn.signedOut],
    ['expired', en.signIn.ended],
  ])('says to those who come from a session how it ended: %s', async (end, sentence) => {
    sessionStorage.setItem('coatcheck.sessionEnd', end)
    const { page } = await openPage()
    expect(page.get('[role=status]').text()).toBe(sentence)
  })

  test.each(Object.keys(en.signIn.failures) as OpenIdFailureReason[])(
    'has a sentence for the failure: %s',
    async (reason) => {
      const api = apiWith(async () => providerOptions)
      const pinia = pageStores(api)
      useSession(pinia).signInError = new OpenIdFailure(reason, { providerCode: 'some_code' })
      const page = await mountWith(SignInPage, { api, path, pinia })
      await flushPromises()
      const alert = page.get('[role=alert]')
      expect(alert.text()).toContain(en.signIn.failures[reason](host))
      expect(alert.text()).toContain('It said: some_code.')
      await usePreferences(pinia).setLanguage('de')
      await flushPromises()
      expect(alert.text()).toContain(de.signIn.failures[reason](host))
    },
  )
})

describe('coming back from the provider', () => {
  const path = '/sign-in/callback?code=secret&state=s'

  async function comeBack(outcome: { next: string; done: boolean }) {
    history.replaceState(null, '', path)
    const pinia = pageStores({})
    const session = useSession(pinia)
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
    const [answer] = complete.mock.calls[0] ?? []
    return { address, answer, route: router.current!.currentRoute.value }
  }

  test('takes the code out of the address at once', async () => {
    const { address, answer } = await comeBack({ next: '/', done: false })
    expect(answer?.searchParams.get('code')).toBe('secret')
    expect(address).not.toContain('secret')
  })

  test('leads to where the reader was, or back to the sign-in that knows it', async () => {
    const failed = await comeBack({ next: '/reports/flights?minDelay=60', done: false })
    expect(failed.route.name).toBe('sign-in')
    expect(failed.route.query).toEqual({ next: '/reports/flights?minDelay=60' })
    const plain = await comeBack({ next: '/', done: false })
    expect(plain.route.fullPath).toBe('/sign-in')
  })

  test('shows whoever is signed in what they asked for, on this page only', async () => {
    storedSession.write(signedIn)
    const done = await comeBack({ next: '/reports/flights?minDelay=60', done: true })
    expect(done.route.fullPath).toBe('/reports/flights?minDelay=60')
    const elsewhere = await comeBack({ next: '//evil.example', done: true })
    expect(elsewhere.route.fullPath).toBe('/')
  })
})
