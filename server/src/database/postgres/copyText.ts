import type { ColumnType } from '@coatcheck/shared'
import type { ColumnBatch, Vector } from '../../columnBatch.ts'

const dayMs = 86_400_000

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}

/** One row in the text format of COPY (PostgreSQL manual, COPY, "Text Format"). */
export function copyRow(
  { vectors }: ColumnBatch,
  columnTypes: readonly ColumnType[],
  row: number,
): string {
  const values = vectors.map((vector, index) => copyValue(vector, columnTypes[index]!, row))
  return `${values.join('\t')}\n`
}

function copyValue(vector: Vector, type: ColumnType, row: number): string {
  if (vector.kind === 'text') {
    const code = vector.codes[row]!
    if (code < 0) return '\\N'
    return vector.dictionary.values[code]!.replaceAll(/[\\\t\n\r]/g, (found) => escapes[found]!)
  }
  if (vector.nulls?.[row] === 1) return '\\N'
  const value = vector.values[row]!
  if (type === 'boolean') return Number(value) === 0 ? 'f' : 't'
  if (type === 'date') return isoTime(Number(value) * dayMs).slice(0, 10)
  if (type === 'datetime') return isoTime(Number(value)).slice(0, 23)
  return type === 'instant' ? isoTime(Number(value)) : String(value)
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
