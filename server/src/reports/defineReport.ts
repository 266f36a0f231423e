import type { ColumnId, ReportDescription, SortKey } from '@coatcheck/shared'
import type { z } from 'zod'
import type { WorkbookDesign } from '../formats/xlsx/workbookDesign.ts'
import type { Condition } from './condition.ts'
import type { MeasureOf } from './measure.ts'

/** What the server adds to a report's shared description: where its rows come from. */
export interface Report<
  Description extends ReportDescription = ReportDescription,
  Scope = unknown,
> {
  readonly description: Description
  /** What stands after FROM; it has one column for each column id of the description. */
  readonly source: string
  /** What leaves the rows that this scope may see. Part of every query, and of nothing else. */
  restrict(scope: Scope): readonly Condition[]
  /** The same for a person to read, in the file; as JSON when left out. */
  describeScope?(scope: Scope): string
  /** What leaves the rows that these filters ask for; undefined where a filter is left out. */
  filter(filters: z.output<Description['filters']>): readonly (Condition | undefined)[]
  /**
   * The order when none is asked for, and the tie-breaker under any other: unique per row. Its
   * columns are the source's; they need not be shown.
   */
  readonly rowOrder: readonly SortKey<ColumnId<Description>>[]
  /** Whether the rows of the embedded database's tables are stored in `rowOrder`. */
  readonly storedInRowOrder: boolean
  /** For each measure of the description, what the database computes over the selected rows. */
  readonly measures: Readonly<Record<Description['measures'][number]['id'], MeasureOf<Description>>>
  readonly design?: WorkbookDesign
}

/** Checks at compile time that a report has the columns, filters and measures it describes. */
export function defineReport<Description extends ReportDescription, Scope = unknown>(
  report: Report<Description, Scope>,
): Report<Description, Scope> {
  return report
}
