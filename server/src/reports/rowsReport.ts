import {
  completeDescription,
  type ColumnId,
  type ColumnType,
  type CompleteDescription,
  type GivenDescription,
  type ReportDescription,
  type SortKey,
  type Viewer,
} from '@coatcheck/shared'
import type { z } from 'zod'
import type { WorkbookTemplate } from '../formats/xlsx/template/templateOptions.ts'
import type { WorkbookDesign } from '../formats/xlsx/workbookDesign.ts'
import type { FilterOption } from './reportReaders.ts'
import type { MisspeltKey, RowSource } from './rowSource.ts'

/** A description without measures and charts, which need a query. */
export type RowsDescription = GivenDescription & {
  readonly measures?: readonly []
  readonly charts?: readonly []
}

/**
 * The value of a cell by type of column. Days are written `2001-01-31`, wall-clock times
 * `2001-01-31T06:05:00`; a number counts days or milliseconds since 1970.
 */
export interface CellValues {
  text: string
  /** An absolute http(s) URL. */
  link: string
  /** All digits, such as `-12.50`. */
  decimal: string
  integer: number | bigint
  number: number
  boolean: boolean
  date: string | number
  datetime: string | number
  /** A point in time; a text is ISO 8601, a number milliseconds since 1970 in UTC. */
  instant: Date | string | number
}

type CellOf<Type extends ColumnType> = CellValues[Type] | null | undefined

/** A row: a value for each column, by its id; null, or none, is an empty cell. */
export type RowOf<Description extends Pick<ReportDescription, 'columns'>> = {
  readonly [Column in Description['columns'][number] as Column['id']]?: CellOf<Column['type']>
}

/** Which rows to return, and in which order. */
export interface RowsQuery<
  Description extends Pick<ReportDescription, 'columns' | 'filters'> = ReportDescription,
> {
  /** The request's filters, parsed by the description's schema. */
  readonly filters: z.output<Description['filters']>
  /** Most important key first; always empty unless the report `sorts`. */
  readonly sort: readonly SortKey<ColumnId<Description>>[]
}

/** What such a report needs besides its description. */
interface RowsParts<Description extends GivenDescription, Scope, Source> {
  /**
   * The rows that the filters select and that this viewer may see: an array or a promise of one, or
   * an iterable that yields them one by one, which needs less memory. If the consumer stops early,
   * the iterator is closed and the signal (third argument) aborts.
   */
  rows(query: RowsQuery<Description>, viewer: Viewer<Scope>, signal: AbortSignal): Source
  /** How many rows `rows` would return: a whole number; anything else fails with `internal`. */
  count(
    query: RowsQuery<Description>,
    viewer: Viewer<Scope>,
    signal: AbortSignal,
  ): number | Promise<number>
  /** Whether `rows` follows `query.sort`; false by default: requests with a sort are refused. */
  readonly sorts?: boolean
  /** The choices for a filter field of kind `values`, from the rows that this viewer may see. */
  options?(
    field: string,
    viewer: Viewer<Scope>,
    signal: AbortSignal,
  ): readonly FilterOption[] | Promise<readonly FilterOption[]>
  /**
   * Ids of the columns that this viewer may see; all of them when left out. Filters that read a
   * hidden column are hidden too, so each filter must list its `columns`.
   */
  columnsOf?(
    viewer: Viewer<Scope>,
  ): readonly ColumnId<Description>[] | Promise<readonly ColumnId<Description>[]>
  /**
   * The scope in words, for the sheet "About this export"; its JSON when left out. `locale` is that
   * of the request.
   */
  describeScope?(scope: Scope, locale?: string): string
  /** Styles the workbook with exceljs; by default a header row and the columns' formats. */
  readonly design?: WorkbookDesign
  /** In place of `design`: a workbook made in Excel, which is filled with the rows. */
  readonly template?: WorkbookTemplate
}

/** A report whose rows come from anywhere: another service, a file, an ORM. */
export interface RowsReport<
  Description extends ReportDescription = ReportDescription,
  Scope = unknown,
> extends RowsParts<Description, Scope, RowSource<RowOf<Description>>> {
  /** What clients see of the report; without measures and charts. */
  readonly description: Description
}

/** A report as its author writes it; a misspelt key in its rows does not compile. */
export interface GivenRowsReport<
  Description extends GivenDescription,
  Scope,
  Row extends RowOf<Description>,
> extends RowsParts<Description, Scope, RowSource<Row> & MisspeltKey<Row, ColumnId<Description>>> {
  readonly description: Description
}

/**
 * Checks at compile time that the rows have the columns of the description.
 *
 * @returns the report, with a value for everything that was left out of its description
 */
export function defineRowsReport<
  const Description extends RowsDescription,
  Scope = unknown,
  Row extends RowOf<Description> = RowOf<Description>,
>(
  report: GivenRowsReport<Description, Scope, Row>,
): RowsReport<CompleteDescription<Description>, Scope> {
  const description = completeDescription(report.description)
  const complete = { ...report, description } as unknown
  return complete as RowsReport<CompleteDescription<Description>, Scope>
}
