import type { Spread } from './columnFigures.ts'

export interface Bins {
  readonly from: number
  readonly until: number
  readonly binWidth: number
}

const binsWanted = 10

/** Bins with round bounds for nearly all numbers; null when all numbers are equal. */
export function histogramOf(spread: Spread, isWhole: boolean): Bins | null {
  const [low, high] =
    spread.high > spread.low ? [spread.low, spread.high] : [spread.min, spread.max]
  if (!(high > low) || !Number.isFinite(high - low)) return null
  const width = roundUp((high - low) / binsWanted)
  const binWidth = isWhole ? Math.max(1, width) : width
  return {
    from: tidy(Math.floor(low / binWidth) * binWidth),
    until: tidy((Math.floor(high / binWidth) + 1) * binWidth),
    binWidth,
  }
}

/** The next of 1, 2, 5, 10, 20, 50, … */
function roundUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= width) ?? 10
  return tidy(step * power)
}

/** Without the noise of binary fractions, such as 0.30000000000000004. */
function tidy(number: number): number {
  return Number(number.toPrecision(12))
}
