import {
  DuckDBDecimalType,
  DuckDBEnumType,
  DuckDBTypeId,
  type DuckDBResult,
  type DuckDBType,
} from '@duckdb/node-api'
import type { ColumnType } from '@coatcheck/shared'
import { textDictionaryEntriesMax, type ColumnBatch } from '../../columnBatch.ts'
import { ChunkMemory } from './chunkMemory.ts'
import { ChunkReader, chunkRows, type ChunkSource, type ReadColumn } from './chunkReader.ts'
import { columnReader } from './duckdbColumns.ts'
import type { Storage } from './rawColumn.ts'

export interface ResultSource extends ChunkSource {
  readonly result: DuckDBResult
}

/**
 * Four of DuckDB's chunks of 2,048 rows: fewer batches cost less, and the numbers of a batch still
 * fit the cache.
 */
const batchRowsMax = 8192

/**
 * With more bytes of texts, a batch has fewer rows: they are copied several times on their way to a file,
 * and four times as many took 12 MB more.
 */
const batchBytesMax = 512 * 1_024

/** With more columns, no more than one chunk fits the cache. */
const narrowColumnsMax = 64

/**
 * Texts that the dictionaries of all columns may hold together, at about 250 bytes each, encoder's
 * tables included. Without it a hundred columns of unique texts filled a heap of 512 MB.
 */
const dictionaryTextsMax = 9 * textDictionaryEntriesMax

/** Merges chunks into batches whose arrays are reused; the first batch is the first chunk. */
export async function* duckDbBatches(
  source: ResultSource,
  columnTypes: readonly ColumnType[],
): AsyncGenerator<ColumnBatch, void, undefined> {
  const rowsMax = columnTypes.length > narrowColumnsMax ? chunkRows : batchRowsMax
  const texts = new ChunkMemory()
  const columns = columnsOf(source.result, columnTypes, { rowsMax, texts })
  const chunks = new ChunkReader(source, columns, { texts, textBytesMax: batchBytesMax })
  let rowCount = 0
  let isFirst = true
  for (;;) {
    if (rowCount === 0) for (const { reader } of columns) reader.begin()
    const added = await chunks.append(rowCount)
    if (added === 0) break
    rowCount += added
    const isFull = rowCount + chunkRows > rowsMax || byteCountOf(columns) > batchBytesMax
    if (!isFirst && !isFull) continue
    yield batchOf(columns, rowCount)
    isFirst = false
    rowCount = 0
  }
  if (rowCount > 0) yield batchOf(columns, rowCount)
}

function columnsOf(
  result: DuckDBResult,
  columnTypes: readonly ColumnType[],
  { rowsMax, texts }: { readonly rowsMax: number; readonly texts: ChunkMemory },
): ReadColumn[] {
  const types = result.columnTypes()
  if (types.length !== columnTypes.length) {
    throw new Error(`The query yields ${types.length} columns, not ${columnTypes.length}.`)
  }
  const textColumns = columnTypes.filter((type) => /^(text|link|decimal)$/.test(type)).length
  const share = Math.floor(dictionaryTextsMax / Math.max(1, textColumns))
  const dictionaryEntriesMax = Math.max(rowsMax, Math.min(textDictionaryEntriesMax, share))
  return types.map((type, index) => {
    const storage = storageOf(type)
    const reader = columnReader(columnTypes[index]!, storage, {
      rowsMax,
      readPointer: texts.readPointer,
      dictionaryEntriesMax,
    })
    return { reader, bytesPerRow: bytesPerRow(storage), isText: storage.kind === 'string' }
  })
}

function byteCountOf(columns: readonly ReadColumn[]): number {
  return columns.reduce((sum, { reader }) => sum + (reader.byteCount ?? 0), 0)
}

function batchOf(columns: readonly ReadColumn[], rowCount: number): ColumnBatch {
  return { rowCount, vectors: columns.map(({ reader }) => reader.vector(rowCount)) }
}

const storageByType: Partial<Record<DuckDBTypeId, Storage>> = {
  [DuckDBTypeId.BOOLEAN]: { kind: 'u8' },
  [DuckDBTypeId.TINYINT]: { kind: 'i8' },
  [DuckDBTypeId.SMALLINT]: { kind: 'i16' },
  [DuckDBTypeId.INTEGER]: { kind: 'i32' },
  [DuckDBTypeId.BIGINT]: { kind: 'i64' },
  [DuckDBTypeId.HUGEINT]: { kind: 'i128' },
  [DuckDBTypeId.UTINYINT]: { kind: 'u8' },
  [DuckDBTypeId.USMALLINT]: { kind: 'u16' },
  [DuckDBTypeId.UINTEGER]: { kind: 'u32' },
  [DuckDBTypeId.UBIGINT]: { kind: 'u64' },
  [DuckDBTypeId.UHUGEINT]: { kind: 'u128' },
  [DuckDBTypeId.FLOAT]: { kind: 'f32' },
  [DuckDBTypeId.DOUBLE]: { kind: 'f64' },
  [DuckDBTypeId.DATE]: { kind: 'date' },
  [DuckDBTypeId.TIMESTAMP_S]: { kind: 'timestamp', ticksPerS: 1 },
  [DuckDBTypeId.TIMESTAMP_MS]: { kind: 'timestamp', ticksPerS: 1e3 },
  [DuckDBTypeId.TIMESTAMP]: { kind: 'timestamp', ticksPerS: 1e6 },
  [DuckDBTypeId.TIMESTAMP_TZ]: { kind: 'timestamp', ticksPerS: 1e6 },
  [DuckDBTypeId.TIMESTAMP_NS]: { kind: 'timestamp', ticksPerS: 1e9 },
  [DuckDBTypeId.VARCHAR]: { kind: 'string' },
}

function storageOf(type: DuckDBType): Storage {
  if (type instanceof DuckDBEnumType) {
    const count = type.values.length
    const bytes = count <= 0xff ? 1 : count <= 0xffff ? 2 : 4
    return { kind: 'enum', bytes, values: type.values }
  }
  if (type instanceof DuckDBDecimalType) {
    const bytes = type.width <= 4 ? 2 : type.width <= 9 ? 4 : type.width <= 18 ? 8 : 16
    return { kind: 'decimal', bytes, scale: type.scale }
  }
  return storageByType[type.typeId] ?? { kind: 'other' }
}

function bytesPerRow(storage: Storage): number {
  switch (storage.kind) {
    case 'i8':
    case 'u8':
      return 1
    case 'i16':
    case 'u16':
      return 2
    case 'i32':
    case 'u32':
    case 'f32':
    case 'date':
      return 4
    case 'i64':
    case 'u64':
    case 'f64':
    case 'timestamp':
      return 8
    case 'i128':
    case 'u128':
    case 'string':
      return 16
    case 'decimal':
    case 'enum':
      return storage.bytes
    case 'other':
      return 0
  }
}
