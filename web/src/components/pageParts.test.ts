import { flights } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import DatePresets from './DatePresets.vue'
import ErrorMessage from './ErrorMessage.vue'
import ExportButton from './ExportButton.vue'
import FilterChips from './FilterChips.vue'
import ProgressBar from './ProgressBar.vue'
import SummaryTiles from './SummaryTiles.vue'

describe('filter chips', () => {
  const filters = { ...flights.range, from: '2001-06-01', origins: ['SEA'], minDelay: 15 }

  test('name each filter, and take one or all of them away', async () => {
    const wrapper = await mountWith(FilterChips, { props: { description: flights, filters } })
    const chips = wrapper.findAll('[data-testid=filter-chip]')
    expect(chips.map((chip) => chip.get('span').text())).toEqual([
      'Jun 1, 2001 to Jul 2, 2001',
      'Origin: SEA',
      'Delay at least 15 min',
    ])
    await chips[1]!.get('button').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([[{ ...filters, origins: undefined }]])
    await wrapper.get('[data-testid=clear-filters]').trigger('click')
    expect(wrapper.emitted('clear')).toHaveLength(1)
  })

  test('say which filter their button removes, and give all days back', async () => {
    const wrapper = await mountWith(FilterChips, { props: { description: flights, filters } })
    const buttons = wrapper.findAll('[data-testid=filter-chip] button')
    expect(buttons.map((button) => button.text())).toEqual([
      'Remove filter Jun 1, 2001 to Jul 2, 2001',
      'Remove filter Origin: SEA',
      'Remove filter Delay at least 15 min',
    ])
    await buttons[0]!.trigger('click')
    expect(wrapper.emitted('apply')).toEqual([[{ ...filters, ...flights.range }]])
  })

  test('name three values, and count more; name days of which only the end is another', async () => {
    const labels = async (part: object) => {
      const props = { description: flights, filters: { ...flights.range, ...part } }
      const wrapper = await mountWith(FilterChips, { props })
      return wrapper.findAll('[data-testid=filter-chip] > span').map((label) => label.text())
    }
    expect(await labels({ origins: ['SEA', 'ATL', 'SAN'] })).toEqual(['Origin: SEA, ATL, SAN'])
    expect(await labels({ origins: ['A', 'B', 'C', 'D'] })).toEqual(['Origin: 4 chosen'])
    expect(await labels({ until: '2001-02-01' })).toEqual(['Jan 1, 2001 to Feb 1, 2001'])
  })

  test('leave their line to a sentence when there are none', async () => {
    const props = { description: flights, filters: { ...flights.range } }
    const wrapper = await mountWith(FilterChips, { props })
    expect(wrapper.text()).toBe('No filters: all that you may see.')
    expect(wrapper.find('button').exists()).toBe(false)
  })
})

test('words of a report are taken as they are, whatever they say', async () => {
  const measures = ['constructor', 'toString', 'Average: x'].map((label) => ({
    ...{ id: label, label, type: 'integer' as const },
  }))
  const props = { rowsLabel: 'Rows', measures, previous: undefined, outdated: false }
  const wrapper = await mountWith(SummaryTiles, {
    props: { ...props, summary: { rowCount: 1, measures: {} } },
  })
  expect(wrapper.findAll('dt').map((term) => term.text())).toEqual([
    'Rows',
    'constructor',
    'toString',
    'Average: x',
  ])
})

describe('date presets', () => {
  test('set both days, and say when the days are one’s own', async () => {
    const props = { range: flights.range, from: '2001-02-03', until: '2001-02-04' }
    const wrapper = await mountWith(DatePresets, { props })
    const select = wrapper.get('select')
    expect(select.element.selectedOptions[0]?.text).toBe('Own choice')
    const week = select.findAll('option').find((option) => option.text() === 'Last 7 days')
    await week?.setValue()
    expect(wrapper.emitted('choose')).toEqual([[{ from: '2001-06-25', until: '2001-07-02' }]])
  })

  test.each([
    ['2001-06-25', 'Last 7 days'],
    ['2001-01-01', 'Whole period'],
  ])('name the period that begins on %s, and offer no choice of one’s own', async (from, name) => {
    const props = { range: flights.range, from, until: flights.range.until }
    const select = (await mountWith(DatePresets, { props })).get('select')
    expect(select.element.selectedOptions[0]?.text).toBe(name)
    expect(select.text()).not.toContain('Own choice')
  })

  test('are one’s own days where only the first is that of a period', async () => {
    const props = { range: flights.range, from: '2001-06-25', until: '2001-06-28' }
    const select = (await mountWith(DatePresets, { props })).get('select')
    expect(select.element.selectedOptions[0]?.text).toBe('Own choice')
  })
})

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

  test('compare with the period before, where a change means something', async () => {
    const previous = {
      rowCount: 100,
      measures: { onTimeShare: 0.8, averageDelay: 10, worstDelay: 100, routes: 3 },
    }
    const wrapper = await mountWith(SummaryTiles, { props: { ...props, previous } })
    const changeOf = (id: string) => wrapper.find(`[data-tile=${id}] [title]`)
    expect(changeOf('rowCount').attributes('title')).toBe('+10% against the period before')
    expect(changeOf('onTimeShare').text()).toContain('+2 pp')
    expect(changeOf('onTimeShare').classes()).toContain('text-good')
    expect(changeOf('averageDelay').classes()).toContain('text-bad')
    expect(changeOf('routes').exists()).toBe(false)
  })

  test('compare with nothing where there is no period before', async () => {
    const wrapper = await mountWith(SummaryTiles, { props })
    expect(wrapper.get('[data-tile=averageDelay] dd').text()).toBe('11 min')
    expect(wrapper.find('[title]').exists()).toBe(false)
  })

  test('praise no change that is none, and none to which nobody objects', async () => {
    const previous = {
      rowCount: 100,
      measures: { ...summary.measures, onTimeShare: 0.8199, averageDelay: 0 },
    }
    const wrapper = await mountWith(SummaryTiles, { props: { ...props, previous } })
    const changeOf = (id: string) => wrapper.find(`[data-tile=${id}] [title]`)
    expect(changeOf('rowCount').classes()).toContain('text-ink-soft')
    expect(changeOf('onTimeShare').classes()).toContain('text-ink-soft')
    expect(changeOf('averageDelay').exists()).toBe(false)
  })

  test('say a change in words, and not twice', async () => {
    const previous = { ...summary, rowCount: 100 }
    const wrapper = await mountWith(SummaryTiles, { props: { ...props, previous } })
    const spans = wrapper.findAll('[data-tile=rowCount] [title] span')
    const heard = spans.filter((span) => span.attributes('aria-hidden') !== 'true')
    expect(heard.map((span) => span.text())).toEqual(['+10% against the period before'])
  })

  test('are busy while newer figures are to come, and show a dash for what will not', async () => {
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

describe('the export button', () => {
  test.each([
    [{ rowCount: 1, busy: false }, 'Export 1 row', false],
    [{ rowCount: 3_000_000, busy: false }, 'Export 3,000,000 rows', false],
    [{ rowCount: 0, busy: false }, 'Nothing to export', true],
    [{ rowCount: undefined, busy: false }, 'Counting rows…', true],
    [{ rowCount: 5, busy: true }, 'Starting export…', true],
    [{ rowCount: undefined, failed: true, busy: false }, 'Export', true],
  ])('for %j reads %s', async (props, label, disabled) => {
    const wrapper = await mountWith(ExportButton, { props })
    const button = wrapper.get<HTMLButtonElement>('[data-testid=export-button]')
    const options = wrapper.get<HTMLButtonElement>('[aria-label="Export options"]')
    expect(button.text()).toBe(label)
    expect([button.element.disabled, options.element.disabled]).toEqual([disabled, disabled])
  })

  test('exports at once, or asks how', async () => {
    const wrapper = await mountWith(ExportButton, { props: { rowCount: 5, busy: false } })
    await wrapper.get('[data-testid=export-button]').trigger('click')
    expect(Object.keys(wrapper.emitted())).not.toContain('options')
    await wrapper.get('[aria-label="Export options"]').trigger('click')
    expect([wrapper.emitted('export'), wrapper.emitted('options')]).toEqual([[[]], [[]]])
  })
})

describe('small parts', () => {
  test('a bar of unknown length has no value to read out', async () => {
    const wrapper = await mountWith(ProgressBar, { props: { label: 'x', part: null } })
    expect(wrapper.attributes('aria-valuenow')).toBeUndefined()
  })

  test('a bar is read out in whole percents, with the name of what it is of', async () => {
    const wrapper = await mountWith(ProgressBar, { props: { label: 'flights.xlsx', part: 0.4567 } })
    expect(wrapper.attributes()).toMatchObject({
      'aria-label': 'flights.xlsx',
      'aria-valuenow': '46',
    })
  })

  test('an error names each fault, and lets one try again or dismiss it', async () => {
    const wrapper = await mountWith(ErrorMessage, {
      props: {
        message: 'Not so.',
        issues: [{ field: 'from', message: 'Use a day.' }],
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

  test('an error that nobody can do anything about offers nothing', async () => {
    const wrapper = await mountWith(ErrorMessage, { props: { message: 'Not so.' } })
    expect(wrapper.find('button').exists()).toBe(false)
  })

  test('what is being tried again cannot be asked for twice', async () => {
    const wrapper = await mountWith(ErrorMessage, {
      props: { message: 'Not so.', retryLabel: 'Try again', busy: true },
    })
    expect(wrapper.get('button').element.disabled).toBe(true)
  })
})
