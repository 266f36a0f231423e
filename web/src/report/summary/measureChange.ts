import type { Measure } from '@coatcheck/shared'

export interface Change {
  /** Relative to the previous value; for shares, the difference of the two. */
  by: number
  tone: 'good' | 'bad' | 'plain'
}

/** Changes below this show no digit. */
const changeMin = 0.0005

/** How a measure changed; null if there is nothing to compare. */
export function measureChange(
  { type, better }: Pick<Measure, 'type' | 'better'>,
  now: number | null | undefined,
  before: number | null | undefined,
): Change | null {
  if (typeof now !== 'number' || typeof before !== 'number') return null
  if (type !== 'share' && before <= 0) return null
  const by = type === 'share' ? now - before : now / before - 1
  if (!better || Math.abs(by) < changeMin) return { by, tone: 'plain' }
  return { by, tone: by > 0 === (better === 'higher') ? 'good' : 'bad' }
}
