import { describe, expect, test } from 'vitest'
import { listedColumns, moved, toggled } from './columnOrder.ts'

describe('columns', () => {
  test('move within their list and no further', () => {
    expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b'], 'b', 1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b'], 'hidden', 1)).toEqual(['a', 'b'])
  })

  test('are added as the last one, and the last one cannot be hidden', () => {
    expect(toggled(['b'], 'a')).toEqual(['b', 'a'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
    expect(toggled(['a'], 'a')).toEqual(['a'])
    expect(listedColumns(['a', 'b', 'c'], ['c'])).toEqual(['c', 'a', 'b'])
  })
})
