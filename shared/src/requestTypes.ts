import type { ChartChoice } from './chartChoice.ts'
import type { CsvDialect, Format, SortKey } from './requestParts.ts'
import type { WhereCondition } from './whereCondition.ts'

// The types of requests, written out for the parts of a description that they depend on. Types that
// follow from the schemas would be the same, but the compiler takes ten times as long for an app
// with 40 reports, and its errors then print whole descriptions (scripts/typeSpeed.mjs measures it).

/** Which rows of one report. */
export interface RowsRequestOf<Id extends string, Filters, ColumnId extends string = string> {
  report: Id
  filters: Filters
  where?: WhereCondition<ColumnId>[] | undefined
}

/** The values of one column, in some rows of one report. */
export interface ValuesRequestOf<
  Id extends string,
  Filters,
  ColumnId extends string,
> extends RowsRequestOf<Id, Filters, ColumnId> {
  column: ColumnId
  search?: string | undefined
}

/** Some charts of one report; all of them when left out. */
export interface ChartsRequestOf<
  Id extends string,
  Filters,
  ColumnId extends string,
  ChartId extends string,
> extends RowsRequestOf<Id, Filters, ColumnId> {
  charts?: ChartChoice<ChartId>[] | undefined
}

interface TableRequestOf<Id extends string, Filters, ColumnId extends string> extends RowsRequestOf<
  Id,
  Filters,
  ColumnId
> {
  columns?: ColumnId[] | undefined
  sort?: SortKey<ColumnId>[] | undefined
}

/** A part of the table of one report. */
export interface PageRequestOf<
  Id extends string,
  Filters,
  ColumnId extends string,
> extends TableRequestOf<Id, Filters, ColumnId> {
  offset: number
  limit: number
}

/** An export of one report: everything that decides the bytes. */
export interface ExportRequestOf<
  Id extends string,
  Filters,
  ColumnId extends string,
> extends TableRequestOf<Id, Filters, ColumnId> {
  format: Format
  timeZone?: string | undefined
  locale?: string | undefined
  csvDialect?: CsvDialect | undefined
  fileName?: string | undefined
}

/** An export, and by what its client is known when it comes for the file. */
export interface TicketRequestOf<
  Id extends string,
  Filters,
  ColumnId extends string,
> extends ExportRequestOf<Id, Filters, ColumnId> {
  clientKey?: string | undefined
}
