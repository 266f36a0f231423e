/**
 * The types of columns, and how their values are written:
 *
 * | type       | meaning                                   | XLSX cell                                        | CSV field                |
 * |------------|-------------------------------------------|--------------------------------------------------|--------------------------|
 * | `text`     | any text                                  | string, never a formula                          | guarded text             |
 * | `integer`  | whole number                              | number; text past 15 digits                      | plain digits             |
 * | `number`   | IEEE 754 double                           | number; blank for NaN and infinities             | shortest round-trip form |
 * | `decimal`  | exact decimal, carried as text            | number; text past 15 significant digits          | the digits               |
 * | `boolean`  | true or false                             | boolean                                          | `true` / `false`         |
 * | `date`     | calendar day without a zone               | serial day; ISO text where Excel has no serial   | `2001-01-31`             |
 * | `datetime` | wall-clock time without a zone            | serial; ISO text where Excel has none            | `2001-01-31T06:05:00`    |
 * | `instant`  | point in time, shown in the request's zone | serial of the zone's wall clock; text as above  | ISO with the zone offset |
 * | `link`     | absolute http(s) URL                      | hyperlink; plain text when not http(s) or too long | the URL                |
 *
 * The CSV of the table is that of programs; docs/languages.md has that of Excel.
 *
 * A null is an empty cell and an empty field in every type. Excel keeps 15 significant digits of a
 * number, and has serials from 1900-03-01 to 9999-12-31; years beyond four digits are written with a
 * sign and six digits, and the times `infinity` and `-infinity` as these words.
 */
export const columnTypes = [
  'text',
  'integer',
  'number',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'instant',
  'link',
] as const

/** The type of a column's values. */
export type ColumnType = (typeof columnTypes)[number]

/** Whether values of this type are days or times. */
export function isTimeType(type: ColumnType): boolean {
  return type === 'date' || type === 'datetime' || type === 'instant'
}

/** A column of a report, on the page and in its files. */
export interface Column {
  /** Stable name, used in requests and URLs. */
  readonly id: string
  /** Heading that people read. */
  readonly label: string
  readonly type: ColumnType
  /** Width in characters of the default font. */
  readonly width: number
  /** Excel number format code; the type's default when left out. */
  readonly format?: string
  /** Unit that the page shows next to the heading, such as `min`; none when left out. */
  readonly unit?: string
}
