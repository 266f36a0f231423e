import {
  completeDescription,
  type ColumnId,
  type CompleteDescription,
  type GivenDescription,
  type ReportDescription,
  type SortKey,
  type Viewer,
} from '@coatcheck/shared'
import type { z } from 'zod'
import type { WorkbookTemplate } from '../formats/xlsx/template/templateOptions.ts'
import type { WorkbookDesign } from '../formats/xlsx/workbookDesign.ts'
import type { Condition } from './condition.ts'
import type { MeasureOf } from './measure.ts'

/** What a query needs besides its description. */
export interface QueryParts<Description extends GivenDescription, Scope> {
  /** SQL after FROM; it has a column for each column id of the description. */
  readonly source: string
  /** Conditions that keep only the rows which this scope may see. Part of every query. */
  restrict(scope: Scope): readonly Condition[]
  /**
   * Ids of the columns that this viewer may see; all of them when left out. Filters, figures and
   * charts that read a hidden column are hidden too, so each of them must list its `columns`. The
   * rows stay in `rowOrder`, hidden columns included: name one that may be hidden only after columns
   * that are unique together, or the order of the rows tells its values.
   */
  columnsOf?(
    viewer: Viewer<Scope>,
  ): readonly ColumnId<Description>[] | Promise<readonly ColumnId<Description>[]>
  /**
   * The scope in words, for the sheet "About this export"; its JSON when left out. `locale` is that
   * of the request.
   */
  describeScope?(scope: Scope, locale?: string): string
  /** Conditions that keep only the rows which the filters select; undefined for a filter not set. */
  filter(filters: z.output<Description['filters']>): readonly (Condition | undefined)[]
  /**
   * The default order, and the tie-breaker for any other order: unique for each row. Its columns are
   * those of the source; the description need not show them.
   */
  readonly rowOrder: readonly SortKey<ColumnId<Description>>[]
  /**
   * SQL for what a column shows where that is not its value, such as `CAST("length" AS VARCHAR)`. Rows
   * are sorted, filtered and charted by the column itself; choices of a filter and bars of a ranking
   * are what it shows, in the order of the column.
   */
  readonly shownAs?: Readonly<Partial<Record<ColumnId<Description>, string>>>
  /** Whether the rows of DuckDB's tables are stored in `rowOrder`; false by default. */
  readonly storedInRowOrder?: boolean
  /** Styles the workbook with exceljs; by default a header row and the columns' formats. */
  readonly design?: WorkbookDesign
  /** In place of `design`: a workbook made in Excel, which is filled with the rows. */
  readonly template?: WorkbookTemplate
}

type MeasureId<Description> = Description extends {
  readonly measures: readonly { readonly id: infer Id extends string }[]
}
  ? Id
  : never

/** For each measure of the description, the SQL aggregate over the selected rows. */
type MeasuresOf<Description extends GivenDescription> = Readonly<
  Record<MeasureId<Description>, MeasureOf<Description>>
>

/** A report whose rows a database selects: its shared description, and the SQL for it. */
export interface Report<
  Description extends ReportDescription = ReportDescription,
  Scope = unknown,
> extends QueryParts<Description, Scope> {
  /** What clients see of the report: made by `describeReport`. */
  readonly description: Description
  readonly measures: MeasuresOf<Description>
}

type NoMeasures = Readonly<Record<string, never>>

/** A report as its author writes it: `measures` only if the description has some. */
export type GivenReport<Description extends GivenDescription, Scope> = QueryParts<
  Description,
  Scope
> & { readonly description: Description } & ([MeasureId<Description>] extends [never]
    ? { readonly measures?: NoMeasures }
    : { readonly measures: MeasuresOf<Description> })

/**
 * Checks at compile time that a report has the columns, filters and measures that it describes.
 *
 * @returns the report, with a value for everything that was left out of its description
 */
export function defineReport<const Description extends GivenDescription, Scope = unknown>(
  report: GivenReport<Description, Scope>,
): Report<CompleteDescription<Description>, Scope> {
  const description = completeDescription(report.description)
  const complete = { ...report, description, measures: report.measures ?? {} } as unknown
  return complete as Report<CompleteDescription<Description>, Scope>
}
