import { excelDigits, type ColumnType } from '@coatcheck/shared'
import { jsonSql } from './jsonSql.ts'

/** A column of a file as one of a report. */
export interface StoredColumn {
  readonly type: ColumnType
  /** SQL for the column of the report's view, by which rows are sorted, filtered and charted. */
  readonly sql: string
  /** SQL for the text that the column shows, from the view's column; the column itself if undefined. */
  readonly shownAs?: (column: string) => string
  /** Whether it can be compared with days, even where it is shown as text. */
  readonly isTime?: true
  /** Whether it is a number of a type that DuckDB compares exactly. */
  readonly isExact?: true
}

/** A column whose values decide whether a simpler type loses nothing. */
export interface CheckedColumn {
  /** SQL that is true for a value that the simpler type keeps. */
  readonly keeps: string
  /** When it keeps all values. */
  readonly ifKept: StoredColumn
  readonly otherwise: StoredColumn
}

const wholeNumbers = /^U?(TINYINT|SMALLINT|INTEGER)$|^BIGINT$/
const wideWholeNumbers = /^(UBIGINT|U?HUGEINT)$/
const times = /^TIMESTAMP(_S|_MS|_NS)?$/

/** @param type as DuckDB writes it, such as `DECIMAL(18,2)` or `STRUCT(a INTEGER)[]` */
export function storedColumn(type: string, sql: string): StoredColumn | CheckedColumn {
  if (isNested(type)) return { type: 'text', sql, shownAs: jsonSql }
  if (wholeNumbers.test(type)) return { type: 'integer', sql, isExact: true }
  if (wideWholeNumbers.test(type)) return wholeNumber(sql)
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? []
  if (scale !== undefined) return decimal(sql, Number(width), Number(scale))
  if (times.test(type)) return wallClock(type, sql)
  switch (type) {
    case 'BOOLEAN':
      return { type: 'boolean', sql }
    case 'DOUBLE':
      return { type: 'number', sql }
    case 'FLOAT':
      // 0.1 instead of 0.10000000149011612, also where it is compared with a double.
      return { type: 'number', sql: `CAST(CAST(${sql} AS VARCHAR) AS DOUBLE)` }
    case 'DATE':
      return { type: 'date', sql, isTime: true }
    case 'TIMESTAMP WITH TIME ZONE':
      return instant(sql)
    case 'BLOB':
      return { type: 'text', sql, shownAs: (column) => `lower(hex(${column}))` }
    case 'VARCHAR':
      return { type: 'text', sql }
    default:
      return { type: 'text', sql, shownAs: asText }
  }
}

export function needsCheck(column: StoredColumn | CheckedColumn): column is CheckedColumn {
  return 'keeps' in column
}

function isNested(type: string): boolean {
  return type.endsWith(']') || /^(STRUCT|MAP|UNION)\(/.test(type)
}

function wholeNumber(sql: string): CheckedColumn {
  return {
    keeps: `${sql} BETWEEN -9223372036854775808 AND 9223372036854775807`,
    ifKept: { type: 'integer', sql: `CAST(${sql} AS BIGINT)`, isExact: true },
    otherwise: { type: 'decimal', sql, shownAs: asText, isExact: true },
  }
}

function decimal(sql: string, width: number, scale: number): StoredColumn | CheckedColumn {
  if (scale === 0) return wholeNumber(sql)
  return { type: width <= excelDigits ? 'number' : 'decimal', sql, isExact: true }
}

/** Times finer than a millisecond are shown as text. */
function wallClock(type: string, sql: string): StoredColumn | CheckedColumn {
  if (type === 'TIMESTAMP_S' || type === 'TIMESTAMP_MS') {
    return { type: 'datetime', sql, isTime: true }
  }
  return {
    keeps: type === 'TIMESTAMP_NS' ? isWhole(sql, `epoch_ns(${sql}) % 1000000`) : wholeMs(sql),
    ifKept: { type: 'datetime', sql, isTime: true },
    otherwise: { type: 'text', sql, shownAs: asText, isTime: true },
  }
}

/** In UTC and without a zone, so that nothing depends on the server's time zone. */
function instant(sql: string): CheckedColumn {
  // Infinity has no microseconds.
  const utc = `CASE WHEN isfinite(${sql}) THEN make_timestamp(epoch_us(${sql})) ELSE CAST(${asText(sql)} AS TIMESTAMP) END`
  return {
    keeps: wholeMs(sql),
    ifKept: { type: 'instant', sql: utc, isTime: true },
    otherwise: {
      type: 'text',
      sql: utc,
      shownAs: (column) =>
        `regexp_replace(${asText(column)}, ' (\\d\\d:)', 'T\\1') || CASE WHEN isfinite(${column}) THEN 'Z' ELSE '' END`,
      isTime: true,
    },
  }
}

function wholeMs(sql: string): string {
  return isWhole(sql, `epoch_us(${sql}) % 1000`)
}

function isWhole(time: string, rest: string): string {
  return `(NOT isfinite(${time}) OR ${rest} = 0)`
}

function asText(sql: string): string {
  return `CAST(${sql} AS VARCHAR)`
}
