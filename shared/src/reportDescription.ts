import type { z } from 'zod'
import type { Column, ColumnType } from './column.ts'

/** How the page asks for one filter. Day filters come as the pair `from` and `until`. */
export type FilterField =
  | { readonly id: string; readonly label: string; readonly kind: 'day' }
  | { readonly id: string; readonly label: string; readonly kind: 'number'; readonly unit?: string }
  /** Some of the values of `column`; `report.options` lists them with their counts. */
  | {
      readonly id: string
      readonly label: string
      readonly kind: 'values'
      readonly column: string
      /** A column that says more about each value, such as the city of an airport code. */
      readonly detailColumn?: string
    }

/** One figure of a report's summary. */
export interface Measure {
  readonly id: string
  readonly label: string
  readonly type: Extract<ColumnType, 'integer' | 'number'> | 'share'
  readonly unit?: string
}

/** The first day with rows, and the first day after the last one: ISO days. */
export interface DataRange {
  readonly from: string
  readonly until: string
}

export interface ReportDescription {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly filters: z.ZodObject
  readonly fields: readonly FilterField[]
  readonly columns: readonly [Column, ...Column[]]
  readonly measures: readonly Measure[]
  readonly range: DataRange
}

/**
 * Checks at compile time that a description is whole, and keeps its literal types, so that
 * requests for it are typed down to each column name.
 */
export function describeReport<const Description extends ReportDescription>(
  description: Description,
): Description {
  return description
}

export type ColumnId<Description extends ReportDescription> = Description['columns'][number]['id']
