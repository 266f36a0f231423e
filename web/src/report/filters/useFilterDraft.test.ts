import type { Period } from '@coatcheck/shared'
import { describe, expect, test, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import type { Filters } from './filterValues.ts'
import { useFilterDraft } from './useFilterDraft.ts'
import { flights } from '../../testing/outlines.ts'

function draftOf(applied: Filters, period: Period | null = null) {
  const filters = ref(applied)
  const apply = vi.fn<(filters: Filters, period: Period | null) => void>()
  return {
    ...useFilterDraft({ description: ref(flights), filters, period: ref(period), apply }),
    filters,
    apply,
  }
}

const march = { from: '2001-03-01', until: '2001-04-01' }

describe('a draft of the filters', () => {
  test('is applied as a whole once it is valid', () => {
    const { change, apply } = draftOf({ ...march, minDelay: 15 })
    change({ origins: ['SEA'] })
    expect(apply.mock.calls).toEqual([[{ ...march, minDelay: 15, origins: ['SEA'] }, null]])
  })

  test('is kept while it is invalid, and applied with all changes once it is valid', () => {
    const { draft, problems, change, apply } = draftOf(march)
    change({ from: '2001-05-01' })
    expect(apply).not.toHaveBeenCalled()
    expect(Object.keys(problems.value)).toEqual(['until'])
    expect(draft.value.from).toBe('2001-05-01')
    change({ until: '2001-06-01' })
    expect(problems.value).toEqual({})
    expect(apply.mock.calls).toEqual([[{ from: '2001-05-01', until: '2001-06-01' }, null]])
  })

  test('that is changed back has no problems, and is not applied again', () => {
    const { problems, change, apply } = draftOf({ ...march, origins: ['SEA', 'ATL'] })
    change({ from: '2001-05-01' })
    change({ from: march.from })
    change({ origins: ['SEA', 'ATL'], destinations: undefined })
    expect(problems.value).toEqual({})
    expect(apply).not.toHaveBeenCalled()
  })

  test('is replaced by new filters of the address, with its problems', async () => {
    const { draft, problems, filters, change } = draftOf(march)
    change({ from: '2001-05-01' })
    filters.value = { ...flights.range }
    await nextTick()
    expect(draft.value).toEqual(flights.range)
    expect(problems.value).toEqual({})
  })

  test('keeps its period until one of its days is changed', () => {
    const june = { from: '2001-06-01', until: '2001-07-01' }
    const { change, apply } = draftOf(june, 'last-month')
    change({ minDelay: 15 })
    change({ until: '2001-06-15' })
    expect(apply.mock.calls).toEqual([
      [{ ...june, minDelay: 15 }, 'last-month'],
      [{ ...june, minDelay: 15, until: '2001-06-15' }, null],
    ])
  })

  test('is applied when its days become a period, although they stay the same', () => {
    const june = { from: '2001-06-01', until: '2001-07-01' }
    const { change, apply } = draftOf(june)
    change(june, 'last-month')
    expect(apply.mock.calls).toEqual([[june, 'last-month']])
  })
})
