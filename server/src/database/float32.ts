/** Up to here all whole numbers have a value of their own, and so all of their digits count. */
const wholeMax = 2 ** 24

/** Below, values have fewer bits the smaller they are. */
const subnormalEnd = 2 ** -126

/**
 * The double with the shortest digits that mean a single-precision value: 0.1, where the exact value is
 * 0.10000000149011612. Nine digits tell all of them apart, six or seven are mostly enough.
 */
export function float32AsDouble(value: number): number {
  if (!Number.isFinite(value)) return value
  if (Math.abs(value) <= wholeMax && Number.isInteger(value)) return value
  const fewest = Math.abs(value) < subnormalEnd ? 1 : 6
  for (let digits = fewest; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value && !isHalfway(shorter, value)) return shorter
  }
  return Number(value.toPrecision(9))
}

/** Between two singles, of which rounding takes the even one. Postgres writes one more digit, DuckDB all of them. */
function isHalfway(double: number, single: number): boolean {
  const other = 2 * double - single
  return other !== single && Math.fround(other) === other
}
