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
  return compared(name, '>', bound, marginOf(bound))
}

export function numberAtMost(name: string, bound: number): Condition {
  return compared(name, '<', bound, -marginOf(bound))
}

/** @param margin from the bound to where a number is clearly on the right side of it */
function compared(name: string, operator: '<' | '>', bound: number, margin: number): Condition {
  return {
    parts: [
      `(${name} ${operator}= CAST(`,
      ` AS DOUBLE PRECISION) AND (${name} ${operator} CAST(`,
      ` AS DOUBLE PRECISION) OR ${shownNumber(name)} ${operator}= CAST(`,
      ' AS DOUBLE PRECISION)))',
    ],
    values: [bound - margin, bound + margin, bound].map(String),
  }
}

function marginOf(bound: number): number {
  return Number.isFinite(bound) ? Math.abs(bound) * relativeMargin + smallestMargin : 0
}
