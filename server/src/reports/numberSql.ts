import type { Condition } from './condition.ts'

// A REAL is the 0.1 that people see and write, not the double nearest to it. Its text says so, but takes
// ten times as long to compare, so only numbers that are close to the bound are compared by theirs.

/** More than two REALs that are next to each other differ by. */
const relativeMargin = 2 ** -22
const smallestMargin = 1e-44

/** What people see of a number. */
export function shownNumber(name: string): string {
  return `CAST(CAST(${name} AS VARCHAR) AS DOUBLE PRECISION)`
}

export function numberAtLeast(name: string, bound: number): Condition {
  return {
    parts: [
      `(${name} >= CAST(`,
      ` AS DOUBLE PRECISION) AND (${name} > CAST(`,
      ` AS DOUBLE PRECISION) OR ${shownNumber(name)} >= CAST(`,
      ' AS DOUBLE PRECISION)))',
    ],
    values: [bound - marginOf(bound), bound + marginOf(bound), bound].map(String),
  }
}

export function numberAtMost(name: string, bound: number): Condition {
  return {
    parts: [
      `(${name} <= CAST(`,
      ` AS DOUBLE PRECISION) AND (${name} < CAST(`,
      ` AS DOUBLE PRECISION) OR ${shownNumber(name)} <= CAST(`,
      ' AS DOUBLE PRECISION)))',
    ],
    values: [bound + marginOf(bound), bound - marginOf(bound), bound].map(String),
  }
}

function marginOf(bound: number): number {
  return Number.isFinite(bound) ? Math.abs(bound) * relativeMargin + smallestMargin : 0
}
