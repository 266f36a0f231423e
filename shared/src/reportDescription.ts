import type { z } from 'zod'
import type { Column, ColumnType } from './column.ts'
import { findWords, inLanguage, type InWords, type Words } from './words.ts'

interface ReadsColumns {
  /**
   * The columns that it reads: it disappears for viewers from whom one of them is hidden. Needed in a
   * report that hides columns (`columnsOf`).
   */
  readonly columns?: readonly string[]
}

/**
 * A filter's field on the page: `id` is a key of the report's `filters`, `label` its heading. Day
 * filters come as the pair `from` and `until`. Without `unit`, `min` and `max` there are none.
 */
export type FilterField =
  | (ReadsColumns & { readonly id: string; readonly label: string; readonly kind: 'day' })
  | (ReadsColumns & {
      readonly id: string
      readonly label: string
      readonly kind: 'number'
      readonly unit?: string
      /** Whether only whole numbers are allowed; false by default. */
      readonly whole?: boolean
      readonly min?: number
      readonly max?: number
    })
  /** Some of the values of `column`; `report.options` lists them with their counts. */
  | {
      readonly id: string
      readonly label: string
      readonly kind: 'values'
      readonly column: string
      /** A column that describes each value, such as the city of an airport code. */
      readonly detailColumn?: string
    }

/** One figure of a report's summary. */
export interface Measure extends ReadsColumns {
  /** Unique in the report; names its SQL in `measures` of `defineReport`. */
  readonly id: string
  /** Heading that people read. */
  readonly label: string
  /** A `share` is a number from 0 to 1, shown as a percentage. */
  readonly type: Extract<ColumnType, 'integer' | 'number'> | 'share'
  /** Unit that the page shows after the number, such as `min`; none when left out. */
  readonly unit?: string
  /** Digits after the point that the page shows; as many as mean something when left out. */
  readonly decimals?: number
  /** Which change is good; left out when a change against another period means nothing. */
  readonly better?: 'higher' | 'lower'
}

interface ChartBase {
  /** Unique among the charts of the report. */
  readonly id: string
  readonly title: string
}

/** A chart of a report. Its bars count rows, and a click on a bar filters by it. */
export type Chart =
  /** The days of `column`, or the months of a long range; a line shows a measure. */
  | (ChartBase & { readonly kind: 'days'; readonly column: string; readonly measure?: string })
  /** The most frequent values of some columns, with a measure; `fields` filter by them. */
  | (ChartBase & {
      readonly kind: 'ranking'
      readonly columns: readonly string[]
      readonly fields: readonly string[]
      readonly measure?: string
    })
  /**
   * How the numbers of `column` spread. `field` filters from the lower end of a bin on, and `maxField`
   * up to its last number; without `maxField`, a click filters by the last bin only.
   */
  | (ChartBase & {
      readonly kind: 'histogram'
      readonly column: string
      readonly field: string
      readonly maxField?: string
      readonly unit?: string
      /**
       * What two numbers of the column differ by at least, such as 0.01: a bin ends that much below the
       * next one. 1 by default for whole numbers; without it, bins end with any number below the next.
       */
      readonly step?: number
      /** Bins of `binWidth` lie between these two; what is beyond is in one bin at each end. */
      readonly from: number
      readonly until: number
      readonly binWidth: number
    })

/** The first day with rows, and the first day after the last one: ISO days. */
export interface DataRange {
  readonly from: string
  readonly until: string
}

/**
 * What clients know of a report: everything but how its rows are found. Titles, labels and units are
 * plain texts, or have a text for each language: `label: { en: 'Delay', de: 'Verspätung' }`.
 */
export interface ReportDescription {
  /** Unique; letters A to Z, digits, `-` and `_`, not `-` at the start, 100 characters at most. */
  readonly id: string
  /** Name that people read. */
  readonly title: Words
  /** A sentence about the report; empty for none. */
  readonly description: Words
  /** Schema of the filters in a request. */
  readonly filters: z.ZodObject
  /** How the page asks for the filters, in this order; a filter without a field is not on the page. */
  readonly fields: readonly InWords<FilterField>[]
  /** In the order of the table and of the file. */
  readonly columns: readonly [InWords<Column>, ...InWords<Column>[]]
  /** Figures of the summary; empty for none. */
  readonly measures: readonly InWords<Measure>[]
  /** Empty for none. */
  readonly charts: readonly InWords<Chart>[]
  /** Of the day filters `from` and `until`; null in a report that has none. */
  readonly range: DataRange | null
  /** What names of files begin with, in any script; the id when left out. */
  readonly fileStem?: string
}

/** A description as plain data in one language: all but the schema. */
export interface ReportOutline {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly fields: readonly FilterField[]
  readonly columns: readonly Column[]
  readonly measures: readonly Measure[]
  readonly charts: readonly Chart[]
  readonly range: DataRange | null
  /** What names of files begin with in this language; the id when left out. */
  readonly fileStem?: string
  /**
   * In `report.list`: which rows the viewer may see, in words; empty for some rows without words, left
   * out for all rows.
   */
  readonly scope?: string
  /**
   * In `report.list`: whether requests may have `where`, conditions on any column; left out where a
   * report filters its rows itself.
   */
  readonly takesWhere?: true
}

/**
 * Returns the description without its schema, in the language of the locale; without a locale, and
 * where that language is missing, in the first language that is given.
 */
export function outlineOf(
  { filters: _, ...description }: ReportDescription,
  locale?: string,
): ReportOutline {
  const { fields, columns, measures, charts } = description
  const fileStem = fileStemIn(description, locale)
  return {
    ...inLanguage<Pick<ReportOutline, 'id' | 'title' | 'description' | 'range'>>(
      description,
      locale,
    ),
    fields: fields.map((field) => inLanguage<FilterField>(field, locale)),
    columns: columns.map((column) => inLanguage<Column>(column, locale)),
    measures: measures.map((measure) => inLanguage<Measure>(measure, locale)),
    charts: charts.map((chart) => inLanguage<Chart>(chart, locale)),
    ...(fileStem !== undefined && { fileStem }),
  }
}

/** The title, unless it is in the first language: the report's own stem or its id stands for that one. */
export function fileStemIn(
  { title, fileStem }: Pick<ReportDescription, 'title' | 'fileStem'>,
  locale: string | undefined,
): string | undefined {
  if (locale === undefined || typeof title === 'string') return fileStem
  const found = findWords(title, locale)
  return found === undefined || found === Object.values(title)[0] ? fileStem : found
}

/** Ids of the columns of a report. */
export type ColumnId<Description extends Pick<ReportDescription, 'columns'>> =
  Description['columns'][number]['id']
