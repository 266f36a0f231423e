import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { flights } from '../../testing/outlines.ts'
import { mountWith } from '../../testing/mountWith.ts'
import CopyLink from './CopyLink.vue'

afterEach(() => vi.unstubAllGlobals())

const query = {
  filters: { ...flights.range, origins: ['SEA'], minDelay: 15 },
  period: 'last-month',
  where: [{ column: 'originCity', operator: 'contains', text: 'york' }],
  sort: [{ column: 'delay', direction: 'desc' }],
  columns: ['delay', 'id'],
}

test('a link has the question of the page, and no parts that were ignored', async () => {
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  const wrapper = await mountWith(CopyLink, { props: { description: flights, query } })
  await wrapper.get('button').trigger('click')
  await flushPromises()
  const address =
    'period=last-month&origins=SEA&minDelay=15&where=originCity:contains:york&sort=-delay&columns=delay,id'
  expect(writeText.mock.calls).toEqual([
    [new URL(`/reports/flights?${address}`, location.href).href],
  ])
  expect(wrapper.get('[role=status]').text()).toBe('Link copied')
})
