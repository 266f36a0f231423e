import type { ColumnId, ReportDescription } from '@coatcheck/shared'

/** How many different combinations of values these columns have; a null counts as a value. */
export interface DistinctMeasure<
  Description extends Pick<ReportDescription, 'columns'> = ReportDescription,
> {
  readonly distinct: readonly ColumnId<Description>[]
}

/**
 * An SQL aggregate over the selected rows, such as `avg("delay")`, or a count of distinct values in
 * them.
 */
export type MeasureOf<Description extends Pick<ReportDescription, 'columns'> = ReportDescription> =
  | string
  | DistinctMeasure<Description>
