import type { ColumnType } from '@coatcheck/shared'
import { unscaledReader } from './decimalText.ts'
import type { Storage } from './rawColumn.ts'

/** Fills `target` and says which rows have no value, such as the date `infinity`. */
export interface NumberDecoder {
  readonly array: Int32ArrayConstructor | Float64ArrayConstructor
  decode(data: Uint8Array, target: Int32Array | Float64Array, markNull: (row: number) => void): void
}

const dayMs = 86_400_000

const simpleArrays = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const

/** @throws Error when values of this storage cannot stand in a column of this type. */
export function numberDecoder(type: ColumnType, storage: Storage): NumberDecoder {
  if (type === 'date') return dateDecoder(storage)
  if (type === 'datetime' || type === 'instant') return timeDecoder(storage)
  switch (storage.kind) {
    case 'i8':
    case 'u8':
    case 'i16':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
      return simpleDecoder(storage.kind)
    case 'i64':
    case 'u64':
      return bigDecoder(storage.kind === 'i64' ? BigInt64Array : BigUint64Array)
    case 'i128':
    case 'u128':
      return doubleDecoder((data) => hugeToDouble(data, storage.kind === 'i128'))
    case 'decimal':
      return decimalDecoder(storage.bytes, storage.scale)
    default:
      throw unfit(type, storage)
  }
}

function unfit(type: ColumnType, storage: Storage): Error {
  return new Error(`The query yields ${storage.kind} for a column of type ${type}.`)
}

function simpleDecoder(kind: keyof typeof simpleArrays): NumberDecoder {
  const Source = simpleArrays[kind]
  return {
    array: kind === 'u32' || kind === 'f32' || kind === 'f64' ? Float64Array : Int32Array,
    decode: (data, target) =>
      target.set(new Source(data.buffer as ArrayBuffer, data.byteOffset, target.length)),
  }
}

/** Nearest doubles of 64-bit integers. */
function bigDecoder(Source: BigInt64ArrayConstructor | BigUint64ArrayConstructor): NumberDecoder {
  return doubleDecoder((data) => {
    const values = new Source(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength / 8)
    return (row) => Number(values[row]!)
  })
}

function doubleDecoder(reader: (data: Uint8Array) => (row: number) => number): NumberDecoder {
  return {
    array: Float64Array,
    decode(data, target) {
      const read = reader(data)
      for (let row = 0; row < target.length; row += 1) target[row] = read(row)
    },
  }
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength)
}

function hugeToDouble(data: Uint8Array, signed: boolean): (row: number) => number {
  const view = viewOf(data)
  return (row) => {
    const high = signed
      ? view.getBigInt64(row * 16 + 8, true)
      : view.getBigUint64(row * 16 + 8, true)
    return Number((high << 64n) + view.getBigUint64(row * 16, true))
  }
}

/** Nearest doubles of decimals: parsed from the digits, as dividing would round twice. */
function decimalDecoder(bytes: 2 | 4 | 8 | 16, scale: number): NumberDecoder {
  return doubleDecoder((data) => {
    const unscaledAt = unscaledReader(data, bytes)
    return (row) => Number(`${unscaledAt(row)}e-${scale}`)
  })
}

/** DuckDB's dates `infinity` and `-infinity` are the two ends of 32 bits. */
const dateInfinity = 0x7fff_ffff

function dateDecoder(storage: Storage): NumberDecoder {
  if (storage.kind === 'timestamp') {
    const times = timeDecoder(storage)
    return {
      array: Float64Array,
      decode(data, target, markNull) {
        times.decode(data, target, markNull)
        for (let row = 0; row < target.length; row += 1) {
          target[row] = Math.floor(target[row]! / dayMs)
        }
      },
    }
  }
  if (storage.kind !== 'date') throw unfit('date', storage)
  return {
    array: Int32Array,
    decode(data, target, markNull) {
      target.set(new Int32Array(data.buffer, data.byteOffset, target.length))
      for (let row = 0; row < target.length; row += 1) {
        if (Math.abs(target[row]!) === dateInfinity) clear(target, row, markNull)
      }
    },
  }
}

function clear(
  target: Int32Array | Float64Array,
  row: number,
  markNull: (row: number) => void,
): void {
  target[row] = 0
  markNull(row)
}

function timeDecoder(storage: Storage): NumberDecoder {
  if (storage.kind === 'timestamp') return timestampDecoder(storage.ticksPerS)
  if (storage.kind !== 'date') throw unfit('datetime', storage)
  const days = dateDecoder(storage)
  return {
    array: Float64Array,
    decode(data, target, markNull) {
      days.decode(data, target, markNull)
      for (let row = 0; row < target.length; row += 1) target[row] = target[row]! * dayMs
    },
  }
}

/**
 * Milliseconds, rounded down, of 64-bit ticks: read as two 32-bit halves, because BigInt costs ten
 * times as much; BigInt only past 2^53 ticks (the year 2255 in microseconds).
 */
function timestampDecoder(ticksPerS: number): NumberDecoder {
  const ticksPerMs = ticksPerS / 1000
  return {
    array: Float64Array,
    decode(data, target, markNull) {
      const halves = new Int32Array(data.buffer, data.byteOffset, target.length * 2)
      for (let row = 0; row < target.length; row += 1) {
        const low = halves[row * 2]!
        const high = halves[row * 2 + 1]!
        if (high < 0x1f_ffff && high > -0x1f_ffff) {
          const ticks = high * 0x1_0000_0000 + (low >>> 0)
          target[row] = ticksPerS === 1 ? ticks * 1000 : Math.floor(ticks / ticksPerMs)
        } else if (isInfinite(high, low)) clear(target, row, markNull)
        else target[row] = farMs((BigInt(high) << 32n) + BigInt(low >>> 0), BigInt(ticksPerS))
      }
    },
  }
}

/** `infinity` is 2^63 - 1 and `-infinity` its negative. */
function isInfinite(high: number, low: number): boolean {
  return (high === 0x7fff_ffff && low === -1) || (high === -0x8000_0000 && low === 1)
}

function farMs(ticks: bigint, ticksPerS: bigint): number {
  const thousandTicks = ticks * 1000n
  const ms = thousandTicks / ticksPerS
  return Number(ms * ticksPerS > thousandTicks ? ms - 1n : ms)
}
