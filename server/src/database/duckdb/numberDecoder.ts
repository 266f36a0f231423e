import type { ColumnType } from '@coatcheck/shared'
import { float32AsDouble } from '../float32.ts'
import { dayAsMs, int64AsDouble, int64AsMs, msAsDay } from '../int64.ts'
import { unscaledReader } from './decimalText.ts'
import { int128Reader } from './int128.ts'
import type { Storage } from './rawColumn.ts'

export interface NumberDecoder {
  readonly array: Int32ArrayConstructor | Float64ArrayConstructor
  /** Fills `target`. */
  decode(data: Uint8Array, target: Int32Array | Float64Array): void
}

const simpleArrays = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f64: Float64Array,
} as const

/** @throws Error when values of this storage cannot be shown in a column of this type. */
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
    case 'f64':
      return simpleDecoder(storage.kind)
    case 'f32':
      return singleDecoder
    case 'i64':
    case 'u64':
      return doubleDecoder((data) => int64Reader(data, storage.kind === 'i64'))
    case 'i128':
    case 'u128':
      return doubleDecoder((data) => {
        const read = int128Reader(data, storage.kind === 'i128')
        return (row) => Number(read(row))
      })
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
    array: kind === 'u32' || kind === 'f64' ? Float64Array : Int32Array,
    decode: (data, target) =>
      target.set(new Source(data.buffer as ArrayBuffer, data.byteOffset, target.length)),
  }
}

const singleDecoder = doubleDecoder((data) => {
  const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4)
  return (row) => float32AsDouble(values[row]!)
})

function doubleDecoder(reader: (data: Uint8Array) => (row: number) => number): NumberDecoder {
  return {
    array: Float64Array,
    decode(data, target) {
      const read = reader(data)
      for (let row = 0; row < target.length; row += 1) target[row] = read(row)
    },
  }
}

/** Nearest doubles of 64-bit integers. */
function int64Reader(data: Uint8Array, signed: boolean): (row: number) => number {
  const halves = new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4)
  return (row) => {
    const high = halves[row * 2 + 1]!
    return int64AsDouble(signed ? high : high >>> 0, halves[row * 2]! >>> 0)
  }
}

/** The largest power of ten that is exactly a double. */
const exactPowersMax = 22

/**
 * Nearest doubles of decimals. The quotient of two exact numbers is rounded once; others are parsed from
 * their digits, which takes ten times as long.
 */
function decimalDecoder(bytes: 2 | 4 | 8 | 16, scale: number): NumberDecoder {
  const power = Number(`1e${scale}`)
  return doubleDecoder((data) => {
    const unscaledAt = unscaledReader(data, bytes)
    return (row) => {
      const unscaled = unscaledAt(row)
      return typeof unscaled === 'number' && scale <= exactPowersMax
        ? unscaled / power
        : Number(`${unscaled}e-${scale}`)
    }
  })
}

/** DuckDB's dates `infinity` and `-infinity` are those of a batch. */
function dateDecoder(storage: Storage): NumberDecoder {
  if (storage.kind === 'timestamp') {
    const times = timeDecoder(storage)
    return {
      array: Float64Array,
      decode(data, target) {
        times.decode(data, target)
        for (let row = 0; row < target.length; row += 1) {
          target[row] = msAsDay(target[row]!)
        }
      },
    }
  }
  if (storage.kind !== 'date') throw unfit('date', storage)
  return {
    array: Int32Array,
    decode: (data, target) =>
      target.set(new Int32Array(data.buffer, data.byteOffset, target.length)),
  }
}

function timeDecoder(storage: Storage): NumberDecoder {
  if (storage.kind === 'timestamp') return timestampDecoder(storage.ticksPerS)
  if (storage.kind !== 'date') throw unfit('datetime', storage)
  const days = dateDecoder(storage)
  return {
    array: Float64Array,
    decode(data, target) {
      days.decode(data, target)
      for (let row = 0; row < target.length; row += 1) target[row] = dayAsMs(target[row]!)
    },
  }
}

function timestampDecoder(ticksPerS: number): NumberDecoder {
  if (ticksPerS === 1) return multiplied(timestampDecoder(1000), 1000)
  const ticksPerMs = ticksPerS / 1000
  return {
    array: Float64Array,
    decode(data, target) {
      const halves = new Int32Array(data.buffer, data.byteOffset, target.length * 2)
      for (let row = 0; row < target.length; row += 1) {
        target[row] = int64AsMs(halves[row * 2 + 1]!, halves[row * 2]! >>> 0, ticksPerMs)
      }
    },
  }
}

function multiplied(decoder: NumberDecoder, factor: number): NumberDecoder {
  return {
    array: Float64Array,
    decode(data, target) {
      decoder.decode(data, target)
      for (let row = 0; row < target.length; row += 1) target[row] = target[row]! * factor
    },
  }
}
