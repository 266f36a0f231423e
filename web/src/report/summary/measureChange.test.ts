import { describe, expect, test } from 'vitest'
import { measureChange } from './measureChange.ts'

describe('the change of a measure', () => {
  const lower = { type: 'number', better: 'lower' } as const
  const share = { type: 'share', better: 'higher' } as const

  test('is relative to the previous value, and for a share the difference', () => {
    expect(measureChange(lower, 15, 10)).toEqual({ by: 0.5, tone: 'bad' })
    expect(measureChange(lower, 5, 10)).toEqual({ by: -0.5, tone: 'good' })
    expect(measureChange(share, 0.5, 0)).toEqual({ by: 0.5, tone: 'good' })
    expect(measureChange(share, 0.25, 0.5)).toEqual({ by: -0.25, tone: 'bad' })
  })

  test('is neither good nor bad if it shows no digit or neither direction is better', () => {
    expect(measureChange(lower, 10.004, 10)?.tone).toBe('plain')
    expect(measureChange({ type: 'integer' }, 20, 10)).toEqual({ by: 1, tone: 'plain' })
  })

  test('is null if there is nothing to compare with', () => {
    expect(measureChange(lower, 5, null)).toBeNull()
    expect(measureChange(lower, undefined, 5)).toBeNull()
    expect(measureChange(lower, 5, 0)).toBeNull()
    expect(measureChange(lower, 5, -5)).toBeNull()
  })
})
