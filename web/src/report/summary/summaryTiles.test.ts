import { describe, expect, test } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import SummaryTiles from './SummaryTiles.vue'
import { flights } from '../../testing/outlines.ts'

describe('summary tiles', () => {
  const summary = {
    rowCount: 110,
    measures: { onTimeShare: 0.82, averageDelay: 11, worstDelay: 300, routes: 9 },
  }
  const props = {
    rowsLabel: 'Flights',
    measures: flights.measures,
    summary,
    previous: undefined,
    outdated: false,
  }

  test('show labels that have no translation as they are', async () => {
    const labels = ['constructor', 'toString', 'Average: x']
    const measures = labels.map((label) => ({ id: label, label, type: 'integer' as const }))
    const wrapper = await mountWith(SummaryTiles, {
      props: { ...props, rowsLabel: 'Rows', measures, summary: { rowCount: 1, measures: {} } },
    })
    expect(wrapper.findAll('dt').map((term) => term.text())).toEqual(['Rows', ...labels])
  })

  test('compare with the previous period where a change means something', async () => {
    const previous = {
      rowCount: 100,
      measures: { onTimeShare: 0.8, averageDelay: 10, worstDelay: 100, routes: 3 },
    }
    const wrapper = await mountWith(SummaryTiles, { props: { ...props, previous } })
    const changeOf = (id: string) => wrapper.find(`[data-tile=${id}] dd [title]`)
    expect(changeOf('rowCount').attributes('title')).toBe('+10% vs. previous period')
    expect(changeOf('onTimeShare').text()).toContain('+2 pp')
    expect(changeOf('onTimeShare').classes()).toContain('text-good')
    expect(changeOf('averageDelay').classes()).toContain('text-bad')
    expect(changeOf('routes').exists()).toBe(false)
  })

  test('compare with nothing if there is no previous period', async () => {
    const wrapper = await mountWith(SummaryTiles, { props })
    expect(wrapper.get('[data-tile=averageDelay] dd').text()).toBe('11 min')
    expect(wrapper.find('dd [title]').exists()).toBe(false)
  })

  test('color no change that is too small, or that is neither good nor bad', async () => {
    const previous = {
      rowCount: 100,
      measures: { ...summary.measures, onTimeShare: 0.8199, averageDelay: 0 },
    }
    const wrapper = await mountWith(SummaryTiles, { props: { ...props, previous } })
    const changeOf = (id: string) => wrapper.find(`[data-tile=${id}] dd [title]`)
    expect(changeOf('rowCount').classes()).toContain('text-ink-soft')
    expect(changeOf('onTimeShare').classes()).toContain('text-ink-soft')
    expect(changeOf('averageDelay').exists()).toBe(false)
  })

  test('read out a change in words, once', async () => {
    const previous = { ...summary, rowCount: 100 }
    const wrapper = await mountWith(SummaryTiles, { props: { ...props, previous } })
    const spans = wrapper.findAll('[data-tile=rowCount] [title] span')
    const heard = spans.filter((span) => span.attributes('aria-hidden') !== 'true')
    expect(heard.map((span) => span.text())).toEqual(['+10% vs. previous period'])
  })

  test('are busy while newer figures are loading, and show a dash if loading fails', async () => {
    const wrapper = await mountWith(SummaryTiles, { props: { ...props, outdated: true } })
    expect(wrapper.attributes('aria-busy')).toBe('true')
    await wrapper.setProps({ failed: true })
    expect(wrapper.attributes('aria-busy')).toBe('false')
    await wrapper.setProps({ summary: undefined, outdated: false })
    expect(wrapper.get('[data-tile=averageDelay] dd').text()).toBe('–')
    await wrapper.setProps({ failed: false })
    expect(wrapper.attributes('aria-busy')).toBe('true')
  })
})
