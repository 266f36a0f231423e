import type { ReportDescription } from './reportDescription.ts'

/** What an author may leave out of a description, and its value then. */
interface Defaults {
  readonly description: ''
  readonly range: null
  readonly fields: readonly []
  readonly measures: readonly []
  readonly charts: readonly []
}

/** A description as its author writes it: only id, title, filters and columns are required. */
export type GivenDescription = Omit<ReportDescription, keyof Defaults> &
  Partial<Pick<ReportDescription, keyof Defaults>>

/** The description with a value for everything that was left out. */
export type CompleteDescription<Given extends GivenDescription> = {
  readonly [Key in keyof ReportDescription]: Key extends keyof Given
    ? Exclude<Given[Key], undefined>
    : Key extends keyof Defaults
      ? Defaults[Key]
      : never
} extends infer Complete extends ReportDescription
  ? Complete
  : never

/**
 * Checks a description at compile time, and keeps its literal types, so that requests for it are typed
 * down to each column name.
 *
 * @returns the description, with a value for everything that was left out
 */
export function describeReport<const Given extends GivenDescription>(
  given: Given,
): CompleteDescription<Given> {
  return completeDescription(given) as CompleteDescription<Given>
}

/** Returns the description with a value for everything that was left out. */
export function completeDescription(given: GivenDescription): ReportDescription {
  const { description = '', range = null, fields = [], measures = [], charts = [] } = given
  return { ...given, description, range, fields, measures, charts }
}
