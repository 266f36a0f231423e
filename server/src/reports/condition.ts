import type { QueryValue } from '../database/database.ts'

/** A condition on rows, as SQL text with values in between: made by `sql`. */
export interface Condition {
  /** SQL before, between and after the values: one more than there are values. */
  readonly parts: readonly string[]
  /** Bound as parameters, never part of the SQL. */
  readonly values: readonly QueryValue[]
}

/**
 * A condition as a tagged template. Interpolated values are bound; they never become SQL.
 *
 * ```ts
 * sql`"delay" >= ${minDelay}`
 * ```
 */
export function sql(parts: TemplateStringsArray, ...values: readonly QueryValue[]): Condition {
  return { parts, values }
}
