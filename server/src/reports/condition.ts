import type { QueryValue } from '../database/database.ts'

/** A condition on rows; its values stand between its parts. */
export interface Condition {
  readonly parts: readonly string[]
  readonly values: readonly QueryValue[]
}

/**
 * A condition as a tagged template, so that whatever is put in becomes a bound value and cannot
 * become SQL: ``sql`"delay" >= ${minDelay}` ``.
 */
export function sql(parts: TemplateStringsArray, ...values: readonly QueryValue[]): Condition {
  return { parts, values }
}
