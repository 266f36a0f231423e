import { describe, expect, test } from 'vitest'
import { nextSort } from './nextSort.ts'

describe('a click on a heading', () => {
  test('sorts ascending, descending, then not at all; with Shift, after the other columns', () => {
    const up = nextSort([], 'delay', false)
    expect(up).toEqual([{ column: 'delay', direction: 'asc' }])
    const down = nextSort(up, 'delay', false)
    expect(down).toEqual([{ column: 'delay', direction: 'desc' }])
    expect(nextSort(down, 'delay', false)).toEqual([])
    expect(nextSort(down, 'id', true).map(({ column }) => column)).toEqual(['delay', 'id'])
  })

  test('with Shift keeps the place of a sorted column until it is removed', () => {
    const [id, delay] = ['id', 'delay'].map((column) => ({ column, direction: 'asc' as const }))
    const reversed = { column: 'id', direction: 'desc' }
    expect(nextSort([id!, delay!], 'id', true)).toEqual([reversed, delay])
    expect(nextSort([{ ...id!, direction: 'desc' }, delay!], 'id', true)).toEqual([delay])
    expect(nextSort([id!, delay!], 'id', false)).toEqual([reversed])
  })

  test('with Shift replaces the last of three sorted columns', () => {
    const three = ['id', 'date', 'delay'].map((column) => ({ column, direction: 'asc' as const }))
    const next = nextSort(three, 'origin', true).map(({ column }) => column)
    expect(next).toEqual(['id', 'date', 'origin'])
  })
})
