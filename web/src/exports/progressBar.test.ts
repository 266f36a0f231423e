import { expect, test } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import ProgressBar from './ProgressBar.vue'

test('a bar of unknown progress has no value to read out', async () => {
  const wrapper = await mountWith(ProgressBar, { props: { label: 'x', part: null } })
  expect(wrapper.attributes('aria-valuenow')).toBeUndefined()
})

test('a bar is read out in whole percent, with its label', async () => {
  const wrapper = await mountWith(ProgressBar, { props: { label: 'flights.xlsx', part: 0.4567 } })
  expect(wrapper.attributes()).toMatchObject({
    'aria-label': 'flights.xlsx',
    'aria-valuenow': '46',
  })
})
