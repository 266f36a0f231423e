import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { parquetSql } from '../database/duckdb/filePath.ts'
import { isVersionList, isVersionName } from './versionNumbers.ts'

interface NumberColumn {
  readonly column: string
  readonly label: string
}

const columnsPerQuery = 50

/** What the texts of a column look like, as SQL for one row. */
const looks = {
  /** `1E5`: whole digits around the E. */
  hasCode: (c: string) => `bool_or(regexp_full_match(${c}, '-?\\d+[eE]\\d+'))`,
  /** `1.5e3`, `1e+05`: only numbers are written so. */
  hasExponent: (c: string) => `bool_or(regexp_full_match(${c}, '.*(\\..*|[eE][+-].*)'))`,
  /** `1.10`: a number drops the last zero. */
  hasLastZero: (c: string) => `bool_or(regexp_full_match(${c}, '\\d+\\.\\d*0'))`,
  /** `1.9` and `1.10`, but not `1.05`. */
  isPairs: (c: string) => `bool_and(regexp_full_match(${c}, '\\d{1,3}\\.(0|[1-9]\\d{0,2})'))`,
  hasTwoLengths: (c: string) =>
    `min(length(${c}) - position('.' IN ${c})) < max(length(${c}) - position('.' IN ${c}))`,
} as const
type Looks = Record<keyof typeof looks, boolean>

/**
 * The columns that look like numbers but are codes, of which a number would lose something: `1E5`
 * beside `10E4`, and versions such as 1.10, which come after 1.9.
 */
export async function codesAmong(
  database: DuckDbRunner,
  path: string,
  columns: readonly NumberColumn[],
): Promise<Set<string>> {
  const codes = new Set<string>()
  for (let start = 0; start < columns.length; start += columnsPerQuery) {
    const part = columns.slice(start, start + columnsPerQuery)
    const seen = await looksOf(database, path, part)
    for (const [index, { column, label }] of part.entries()) {
      const look = seen[index]!
      const isCode =
        (look.hasCode && (!look.hasExponent || (await mergesCodes(database, path, column)))) ||
        (await isVersions(database, path, { column, label, look }))
      if (isCode) codes.add(column)
    }
  }
  return codes
}

async function looksOf(database: DuckDbRunner, path: string, columns: readonly NumberColumn[]) {
  const kinds = Object.keys(looks) as (keyof Looks)[]
  const expressions = columns.flatMap(({ column }) => kinds.map((kind) => looks[kind](column)))
  const [row = []] = await database.rows(
    `SELECT ${expressions.join(', ')} FROM ${parquetSql(path)}`,
  )
  return columns.map((_, index) => {
    const values = row.slice(index * kinds.length, (index + 1) * kinds.length)
    return Object.fromEntries(kinds.map((kind, place) => [kind, values[place] === true])) as Looks
  })
}

/** Whether two codes would become one number. */
async function mergesCodes(database: DuckDbRunner, path: string, column: string) {
  const [row] = await database.rows(
    `SELECT count(DISTINCT ${column}) > count(DISTINCT CAST(${column} AS DOUBLE))
     FROM ${parquetSql(path)} WHERE regexp_matches(${column}, '[eE]')`,
  )
  return row?.[0] === true
}

/** A list of versions with more is unheard of. */
const versionsMax = 1000

async function isVersions(
  database: DuckDbRunner,
  path: string,
  { column, label, look }: NumberColumn & { readonly look: Looks },
): Promise<boolean> {
  if (!look.hasLastZero || !look.isPairs) return false
  if (isVersionName(label)) return true
  if (!look.hasTwoLengths) return false
  const rows = await database.rows(
    `SELECT DISTINCT ${column} FROM ${parquetSql(path)}
     WHERE ${column} IS NOT NULL LIMIT ${versionsMax + 1}`,
  )
  return rows.length <= versionsMax && isVersionList(rows.map(([text]) => String(text)))
}
