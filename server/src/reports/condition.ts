import type { QueryValue } from '../database/database.ts'

/** A condition on rows; its values go between its parts. */
export interface Condition {
  readonly parts: readonly string[]
  readonly values: readonly QueryValue[]
}

/**
 * A condition as a tagged template: what is interpolated becomes a bound value, never SQL: ``sql`"delay" >= ${minDelay}` ``.
 */
export function sql(parts: TemplateStringsArray, ...values: readonly QueryValue[]): Condition {
  return { parts, values }
}
