import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import { useSessionStore } from './sessionStore.ts'
import SignInForm from './SignInForm.vue'

const session = {
  token: 't',
  viewer: { id: 'analyst', name: 'Analyst', scope: { kind: 'all' } },
  expiresAt: '2100-01-01T00:00:00.000Z',
}

async function form(mutate: (account: unknown) => Promise<unknown>) {
  const wrapper = await mountWith(SignInForm, { api: { session: { signIn: { mutate } } } })
  const [username, password] = wrapper.findAll('input')
  return {
    wrapper,
    username: username!,
    password: password!,
    async submit(name: string, secret: string) {
      await username!.setValue(name)
      await password!.setValue(secret)
      await wrapper.get('form').trigger('submit')
      await flushPromises()
    },
  }
}

test('focuses the username', async () => {
  const { username } = await form(() => Promise.resolve(session))
  expect(document.activeElement).toBe(username.element)
})

test('signs in without the spaces around the username', async () => {
  const mutate = vi.fn(() => Promise.resolve(session))
  const { submit } = await form(mutate)
  await submit(' analyst ', ' with spaces ')
  expect(mutate.mock.calls[0]).toMatchObject([{ username: 'analyst', password: ' with spaces ' }])
  expect(useSessionStore().viewer).toEqual(session.viewer)
})

test('asks for a missing password without a request to the server', async () => {
  const mutate = vi.fn(() => Promise.resolve(session))
  const { password, submit } = await form(mutate)
  await submit('analyst', '')
  expect(mutate).not.toHaveBeenCalled()
  expect(password.attributes('aria-invalid')).toBe('true')
  const reason = document.getElementById(password.attributes('aria-describedby')!)
  expect(reason?.textContent).toBe('Enter your password.')
  expect(document.activeElement).toBe(password.element)
  expect(useSessionStore().viewer).toBeNull()
})

test('asks for the username first if both are missing', async () => {
  const { wrapper, username, password, submit } = await form(() => Promise.resolve(session))
  expect(wrapper.find('[aria-invalid]').exists()).toBe(false)
  password.element.focus()
  await submit('', '')
  expect(wrapper.findAll('[aria-invalid=true]')).toHaveLength(2)
  expect(document.activeElement).toBe(username.element)
})

test('does not accept spaces as a username', async () => {
  const mutate = vi.fn(() => Promise.resolve(session))
  const { username, submit } = await form(mutate)
  await submit('  ', 'secret')
  expect(mutate).not.toHaveBeenCalled()
  expect(username.attributes('aria-invalid')).toBe('true')
  expect(document.activeElement).toBe(username.element)
})

test('sends one request, and clears the previous error', async () => {
  let respond: (value: unknown) => void = () => {}
  const mutate = vi
    .fn<() => Promise<unknown>>()
    .mockRejectedValueOnce(new Error('offline'))
    .mockReturnValueOnce(new Promise((resolve) => (respond = resolve)))
  const { wrapper, submit } = await form(mutate)
  await submit('analyst', 'secret')
  await submit('analyst', 'secret')
  expect(wrapper.find('[role=alert]').exists()).toBe(false)
  const button = wrapper.get<HTMLButtonElement>('[type=submit]')
  expect([button.text(), button.element.disabled]).toEqual(['Signing in…', true])
  respond(session)
  await flushPromises()
  expect(button.element.disabled).toBe(false)
})

test('says that the server cannot be reached, and keeps the username', async () => {
  const { wrapper, username, submit } = await form(() => Promise.reject(new Error('offline')))
  await submit('analyst', 'secret')
  expect(wrapper.get('[role=alert]').text()).toContain('server')
  expect(username.element.value).toBe('analyst')
  expect(wrapper.get<HTMLButtonElement>('[type=submit]').element.disabled).toBe(false)
})

test('shows the password on request', async () => {
  const { wrapper, password } = await form(() => Promise.resolve(session))
  const show = wrapper.get('[aria-label="Show password"]')
  const state = () => [password.attributes('type'), show.attributes('aria-pressed')]
  expect(state()).toEqual(['password', 'false'])
  await show.trigger('click')
  expect(state()).toEqual(['text', 'true'])
})
