import type { Measure } from '@coatcheck/shared'

export interface Change {
  /** Relative, but for shares in points of a share. */
  by: number
  tone: 'good' | 'bad' | 'plain'
}

/** How a figure changed; null where there is nothing to compare, or no change worth a digit. */
export function measureChange(
  { type, better }: Pick<Measure, 'type' | 'better'>,
  now: number | null | undefined,
  before: number | null | undefined,
): Change | null {
  if (typeof now !== 'number' || typeof before !== 'number') return null
  if (type !== 'share' && before <= 0) return null
  const by = type === 'share' ? now - before : now / before - 1
  if (!better || Math.abs(by) < 0.0005) return { by, tone: 'plain' }
  return { by, tone: by > 0 === (better === 'higher') ? 'good' : 'bad' }
}
