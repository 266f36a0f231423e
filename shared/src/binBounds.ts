/** Where the bins of a histogram lie. */
export interface Bins {
  readonly from: number
  readonly until: number
  readonly binWidth: number
}

/**
 * The lower end of each bin from `from` on, and last `until`. Each is the double that its decimal means:
 * 0.3, not the sum 0.30000000000000004, so that counts and filters agree.
 */
export function binBounds({ from, until, binWidth }: Bins): number[] {
  const count = Math.round((until - from) / binWidth)
  return Array.from({ length: count + 1 }, (_, index) =>
    index === count ? until : Number((from + index * binWidth).toPrecision(12)),
  )
}
