/** How DuckDB stores a column in memory. */
export type Storage =
  | { readonly kind: 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'f32' | 'f64' }
  | { readonly kind: 'i64' | 'u64' | 'i128' | 'u128' }
  | { readonly kind: 'decimal'; readonly bytes: 2 | 4 | 8 | 16; readonly scale: number }
  | { readonly kind: 'date' }
  /** 64-bit count of ticks since 1970-01-01. */
  | { readonly kind: 'timestamp'; readonly ticksPerS: 1 | 1e3 | 1e6 | 1e9 }
  | { readonly kind: 'enum'; readonly bytes: 1 | 2 | 4; readonly values: readonly string[] }
  | { readonly kind: 'string' }
  /** Anything else, of which only the text is read. */
  | { readonly kind: 'other' }

/** Longer texts are not in their 16-byte string_t, but behind a pointer in it. */
export const inlineBytesMax = 12

/** One column of one chunk, as it is stored in DuckDB's memory. */
export interface RawColumn {
  readonly data: Uint8Array
  /** Bit set where the row is not null; null when no row is. */
  readonly validity: Uint8Array | null
  /** The value as DuckDB's driver writes it, which is slow. */
  textAt(row: number): string
}

/** The rows of a column from this one on, a multiple of 8, whose data begin at this byte. */
export function partOf(raw: RawColumn, from: number, byteFrom: number): RawColumn {
  return {
    data: raw.data.subarray(byteFrom),
    validity: raw.validity?.subarray(from / 8) ?? null,
    textAt: (row) => raw.textAt(from + row),
  }
}

/** Enum codes, of 1, 2 or 4 bytes. */
export function unsignedValues(
  data: Uint8Array,
  bytes: 1 | 2 | 4,
  rowCount: number,
): Uint8Array | Uint16Array | Uint32Array {
  const { buffer, byteOffset } = data
  if (bytes === 1) return new Uint8Array(buffer, byteOffset, rowCount)
  if (bytes === 2) return new Uint16Array(buffer, byteOffset, rowCount)
  return new Uint32Array(buffer, byteOffset, rowCount)
}
