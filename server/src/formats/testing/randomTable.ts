import { columnTypes, type Column, type ColumnType } from '@coatcheck/shared'
import type { BytesVector, ColumnBatch, TextDictionary, Vector } from '../../columnBatch.ts'
import { expectedCell, type ExpectedCell, type SourceValue } from './expectedCell.ts'
import { Random } from './random.ts'
import { randomValue } from './randomValue.ts'

/** Rows in batches, and the cells that readers must find. */
export interface Table {
  readonly columns: readonly Column[]
  readonly batches: readonly ColumnBatch[]
  readonly timeZone: string
  /** Row by row. */
  readonly expected: readonly (readonly ExpectedCell[])[]
}

export interface TableSize {
  readonly rowCount: number
  readonly columnCount: number
}

export const timeZones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Monrovia',
  'America/St_Johns',
]

export function randomTable(seed: number, { rowCount, columnCount }: TableSize): Table {
  const random = new Random(seed)
  const timeZone = random.pick(timeZones)
  const columns = Array.from({ length: columnCount }, (_, index) =>
    columnOf(columnTypes[index] ?? random.pick(columnTypes), index),
  )
  const values = columns.map(({ type }) => {
    const nullShare = random.pick([0, 0, 0.1, 0.9, 1])
    return Array.from({ length: rowCount }, () =>
      random.chance(nullShare) ? null : randomValue(type, random),
    )
  })
  return tableOf(columns, values, { random, timeZone })
}

export function columnOf(type: ColumnType, index = 0): Column {
  return { id: `${type}${index}`, label: `${type} ${index}`, type, width: 12 }
}

export interface TableContext {
  readonly random: Random
  readonly timeZone: string
}

/** A table of given values, one array for each column, in batches of random sizes. */
export function tableOf(
  columns: readonly Column[],
  values: readonly (readonly SourceValue[])[],
  { random, timeZone }: TableContext,
): Table {
  const rowCount = values[0]!.length
  const batches: ColumnBatch[] = []
  const dictionaries = columns.map(() => new GrowingDictionary())
  for (let from = 0; from < rowCount;) {
    const until = Math.min(rowCount, from + random.integer(1, 40))
    const vectors = values.map((column, index) => {
      if (random.chance(0.2)) dictionaries[index] = new GrowingDictionary()
      const { type } = columns[index]!
      const some = column.slice(from, until)
      const isBytes = /^(text|decimal|link)$/.test(type) && random.chance(0.5)
      return isBytes ? bytesOf(some, random) : vectorOf(some, type, dictionaries[index]!)
    })
    batches.push({ rowCount: until - from, vectors })
    if (random.chance(0.1)) batches.push({ rowCount: 0, vectors })
    from = until
  }
  const expected = Array.from({ length: rowCount }, (_, row) =>
    columns.map(({ type }, column) => expectedCell(values[column]![row]!, type, timeZone)),
  )
  return { columns, batches, timeZone, expected }
}

function vectorOf(
  values: readonly SourceValue[],
  type: ColumnType,
  dictionary: GrowingDictionary,
): Vector {
  if (type === 'text' || type === 'decimal' || type === 'link') {
    const codes = Int32Array.from(values, (value) =>
      value === null ? -1 : dictionary.codeOf(String(value)),
    )
    return { kind: 'text', codes, dictionary: dictionary.dictionary }
  }
  const nulls = values.includes(null)
    ? Uint8Array.from(values, (value) => (value === null ? 1 : 0))
    : null
  if (values.some((value) => typeof value === 'bigint')) {
    const wide = BigInt64Array.from(values, (value) => BigInt(value ?? 0))
    return { kind: 'bigint', values: wide, nulls }
  }
  const numbers = values.map((value) => Number(value ?? 0))
  const fit = numbers.every((value) => (value | 0) === value)
  return {
    kind: 'number',
    values: fit ? Int32Array.from(numbers) : Float64Array.from(numbers),
    nulls,
  }
}

/** The texts in random order, with other bytes between them. */
function bytesOf(values: readonly SourceValue[], random: Random): BytesVector {
  const starts = new Int32Array(values.length)
  const lengths = new Int32Array(values.length).fill(-1)
  const pieces: Buffer[] = []
  let byteCount = 0
  const rows = [...values.keys()]
  if (random.chance(0.3)) rows.reverse()
  for (const row of rows) {
    if (values[row] === null) continue
    const noise = Buffer.alloc(random.chance(0.2) ? random.integer(1, 20) : 0, 0xff)
    const text = Buffer.from(String(values[row]))
    starts[row] = byteCount + noise.length
    lengths[row] = text.length
    byteCount += noise.length + text.length
    pieces.push(noise, text)
  }
  return { kind: 'bytes', bytes: Buffer.concat(pieces), starts, lengths }
}

class GrowingDictionary {
  readonly #codes = new Map<string, number>()
  readonly #values: string[] = []
  readonly dictionary: TextDictionary = { values: this.#values }

  codeOf(text: string): number {
    const known = this.#codes.get(text)
    if (known !== undefined) return known
    this.#codes.set(text, this.#values.length)
    return this.#values.push(text) - 1
  }
}
