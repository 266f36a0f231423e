import { describe, expect, test, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import type { Filters } from '../reportAddress.ts'
import { useFilterDraft } from './useFilterDraft.ts'
import { flights } from '../../testing/outlines.ts'

function draftOf(applied: Filters) {
  const filters = ref(applied)
  const apply = vi.fn<(filters: Filters) => void>()
  return {
    ...useFilterDraft({ description: ref(flights), filters, apply }),
    filters,
    apply,
  }
}

const march = { from: '2001-03-01', until: '2001-04-01' }

describe('a draft of the filters', () => {
  test('is applied as a whole once it is valid', () => {
    const { change, apply } = draftOf({ ...march, minDelay: 15 })
    change({ origins: ['SEA'] })
    expect(apply.mock.calls).toEqual([[{ ...march, minDelay: 15, origins: ['SEA'] }]])
  })

  test('is kept while it is invalid, and applied with all changes once it is valid', () => {
    const { draft, issues, change, apply } = draftOf(march)
    change({ from: '2001-05-01' })
    expect(apply).not.toHaveBeenCalled()
    expect(Object.keys(issues.value)).toEqual(['until'])
    expect(draft.value.from).toBe('2001-05-01')
    change({ until: '2001-06-01' })
    expect(issues.value).toEqual({})
    expect(apply.mock.calls).toEqual([[{ from: '2001-05-01', until: '2001-06-01' }]])
  })

  test('that is changed back has no issues, and is not applied again', () => {
    const { issues, change, apply } = draftOf({ ...march, origins: ['SEA', 'ATL'] })
    change({ from: '2001-05-01' })
    change({ from: march.from })
    change({ origins: ['SEA', 'ATL'], destinations: undefined })
    expect(issues.value).toEqual({})
    expect(apply).not.toHaveBeenCalled()
  })

  test('is replaced by new filters of the address, with its issues', async () => {
    const { draft, issues, filters, change } = draftOf(march)
    change({ from: '2001-05-01' })
    filters.value = { ...flights.range }
    await nextTick()
    expect(draft.value).toEqual(flights.range)
    expect(issues.value).toEqual({})
  })
})
