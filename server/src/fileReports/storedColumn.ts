import type { ColumnType } from '@coatcheck/shared'

/** How a column of a file becomes one of ours. */
export interface StoredColumn {
  readonly type: ColumnType
  /** What the report's view shows, in SQL. */
  readonly sql: string
  /** Whether days can be compared with it, whatever it is shown as. */
  readonly isTime?: true
}

/** What has to hold for all values of a column before its plain form is known to lose nothing. */
export interface OpenQuestion {
  /** True for a value that the plain form keeps, in SQL. */
  readonly keeps: string
  readonly ifAll: StoredColumn
  readonly else: StoredColumn
}

const wholeNumbers = /^U?(TINYINT|SMALLINT|INTEGER)$|^BIGINT$/
const wideWholeNumbers = /^(UBIGINT|U?HUGEINT)$/
const times = /^TIMESTAMP(_S|_MS|_NS)?$/

/** Digits that a spreadsheet keeps of a number. */
const exactDigits = 15

/** @param type as DuckDB writes it, such as `DECIMAL(18,2)` or `STRUCT(a INTEGER)[]` */
export function storedColumn(type: string, sql: string): StoredColumn | OpenQuestion {
  if (isNested(type)) return { type: 'text', sql: `CAST(to_json(${sql}) AS VARCHAR)` }
  if (wholeNumbers.test(type)) return { type: 'integer', sql }
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
      // The shortest digits that stand for the value: 0.1 rather than 0.10000000149011612.
      return { type: 'number', sql: `CAST(CAST(${sql} AS VARCHAR) AS DOUBLE)` }
    case 'DATE':
      return { type: 'date', sql, isTime: true }
    case 'TIMESTAMP WITH TIME ZONE':
      return instant(sql)
    case 'BLOB':
      return { type: 'text', sql: `lower(hex(${sql}))` }
    case 'VARCHAR':
      return { type: 'text', sql }
    default:
      return { type: 'text', sql: asText(sql) }
  }
}

export function isOpen(column: StoredColumn | OpenQuestion): column is OpenQuestion {
  return 'keeps' in column
}

function isNested(type: string): boolean {
  return type.endsWith(']') || /^(STRUCT|MAP|UNION)\(/.test(type)
}

function wholeNumber(sql: string): OpenQuestion {
  return {
    keeps: `${sql} BETWEEN -9223372036854775808 AND 9223372036854775807`,
    ifAll: { type: 'integer', sql: `CAST(${sql} AS BIGINT)` },
    else: { type: 'decimal', sql: asText(sql) },
  }
}

function decimal(sql: string, width: number, scale: number): StoredColumn | OpenQuestion {
  if (scale === 0) return wholeNumber(sql)
  return { type: width <= exactDigits ? 'number' : 'decimal', sql }
}

/** Finer times than ours are shown as text, though their days can still be asked for. */
function wallClock(type: string, sql: string): StoredColumn | OpenQuestion {
  if (type === 'TIMESTAMP_S' || type === 'TIMESTAMP_MS') {
    return { type: 'datetime', sql, isTime: true }
  }
  return {
    keeps: type === 'TIMESTAMP_NS' ? `epoch_ns(${sql}) % 1000000 = 0` : wholeMs(sql),
    ifAll: { type: 'datetime', sql, isTime: true },
    else: { type: 'text', sql, isTime: true },
  }
}

/** In UTC and without a zone, so that nothing depends on where the server stands. */
function instant(sql: string): OpenQuestion {
  const utc = `make_timestamp(epoch_us(${sql}))`
  return {
    keeps: wholeMs(sql),
    ifAll: { type: 'instant', sql: utc, isTime: true },
    else: { type: 'text', sql: `replace(${asText(utc)}, ' ', 'T') || 'Z'` },
  }
}

function wholeMs(sql: string): string {
  return `(NOT isfinite(${sql}) OR epoch_us(${sql}) % 1000 = 0)`
}

function asText(sql: string): string {
  return `CAST(${sql} AS VARCHAR)`
}
