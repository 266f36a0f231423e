import { expect, test } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import ErrorMessage from './ErrorMessage.vue'

test('an error message lists the issues, and can be retried or dismissed', async () => {
  const wrapper = await mountWith(ErrorMessage, {
    props: {
      message: 'Invalid request.',
      issues: ['Use a day.'],
      retryLabel: 'Try again',
      dismissible: true,
    },
  })
  expect(wrapper.text()).toContain('Use a day.')
  const [retry, dismiss] = wrapper.findAll('button')
  await retry!.trigger('click')
  await dismiss!.trigger('click')
  expect(Object.keys(wrapper.emitted())).toEqual(expect.arrayContaining(['retry', 'dismiss']))
  expect(wrapper.attributes('role')).toBe('alert')
  expect(dismiss!.attributes('aria-label')).toBe('Dismiss')
})

test('an error message without a remedy has no buttons', async () => {
  const wrapper = await mountWith(ErrorMessage, { props: { message: 'Invalid request.' } })
  expect(wrapper.find('button').exists()).toBe(false)
})

test('a retry in progress cannot be repeated', async () => {
  const wrapper = await mountWith(ErrorMessage, {
    props: { message: 'Invalid request.', retryLabel: 'Try again', busy: true },
  })
  expect(wrapper.get('button').element.disabled).toBe(true)
})
