import type { ColumnId, ColumnType, ReportDescription, SortKey, Viewer } from '@coatcheck/shared'
import type { z } from 'zod'
import type { WorkbookDesign } from '../formats/xlsx/workbookDesign.ts'
import type { FilterOption } from './reportReaders.ts'

/** A description without what only a query can answer. */
export type RowsDescription = ReportDescription & {
  readonly measures: readonly []
  readonly charts: readonly []
}

/**
 * What a row holds for each type of column. Days are written `2001-01-31`, wall-clock times
 * `2001-01-31T06:05:00`; a number counts days or milliseconds since 1970.
 */
export interface CellValues {
  text: string
  link: string
  /** The digits. */
  decimal: string
  integer: number | bigint
  number: number
  boolean: boolean
  date: string | number
  datetime: string | number
  instant: Date | string | number
}

type CellOf<Type extends ColumnType> = CellValues[Type] | null | undefined

export type RowOf<Description extends ReportDescription> = {
  readonly [Each in Description['columns'][number] as Each['id']]?: CellOf<Each['type']>
}

/** Which rows are asked for, and in which order. */
export interface RowsAsked<Description extends ReportDescription = ReportDescription> {
  readonly filters: z.output<Description['filters']>
  /** Empty unless the report `sorts`. */
  readonly sort: readonly SortKey<ColumnId<Description>>[]
}

/** A report whose rows come from anywhere: another service, a file, an ORM. */
export interface RowsReport<
  Description extends ReportDescription = ReportDescription,
  Scope = unknown,
> {
  readonly description: Description
  /**
   * The rows that these filters ask for and this viewer may see, one by one; whoever stops early
   * returns the iterator. The signal aborts when nobody wants them any more.
   */
  rows(
    asked: RowsAsked<Description>,
    viewer: Viewer<Scope>,
    signal: AbortSignal,
  ): AsyncIterable<RowOf<Description>>
  /** How many they are. */
  count(
    asked: RowsAsked<Description>,
    viewer: Viewer<Scope>,
    signal: AbortSignal,
  ): number | Promise<number>
  /** Whether `rows` heeds `asked.sort`; requests to sort are refused when it does not. */
  readonly sorts?: boolean
  /** The choices of a filter of kind `values`, among what this viewer may see. */
  options?(
    field: string,
    viewer: Viewer<Scope>,
    signal: AbortSignal,
  ): readonly FilterOption[] | Promise<readonly FilterOption[]>
  /** What the scope lets its holder see, for a person to read; as JSON when left out. */
  describeScope?(scope: Scope): string
  readonly design?: WorkbookDesign
}

/** Checks at compile time that the rows have the columns of the description. */
export function defineRowsReport<const Description extends RowsDescription, Scope = unknown>(
  report: RowsReport<Description, Scope>,
): RowsReport<Description, Scope> {
  return report
}
