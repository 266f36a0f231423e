import type { ColumnType } from '@coatcheck/shared'
import { oids, type ValuePlace } from './postgresColumns.ts'
import type { FieldFormat } from './postgresMessages.ts'

export interface NumberReader {
  readonly format: FieldFormat
  readonly array: Int32ArrayConstructor | Float64ArrayConstructor
  /** Null for what has no number, such as the date `infinity`. */
  read(place: ValuePlace): number | null
}

const dayMs = 86_400_000

/** Postgres counts from 2000-01-01. */
const epochDays = 10_957
const epochMs = epochDays * dayMs

/** @throws Error when values of this type cannot stand in a column of that one. */
export function numberReader(type: ColumnType, oid: number): NumberReader {
  const reader = type === 'date' || type === 'datetime' || type === 'instant' ? times : numbers
  const found = reader(type, oid)
  if (found === undefined) {
    throw new Error(`The query yields the type ${oid} of pg_type for a column of type ${type}.`)
  }
  return found
}

function numbers(_type: ColumnType, oid: number): NumberReader | undefined {
  switch (oid) {
    case oids.bool:
      return binary(Int32Array, ({ bytes, at }) => bytes[at]!)
    case oids.int2:
      return binary(Int32Array, ({ view, at }) => view.getInt16(at))
    case oids.int4:
      return binary(Int32Array, ({ view, at }) => view.getInt32(at))
    case oids.int8:
      return binary(Float64Array, ({ view, at }) => Number(view.getBigInt64(at)))
    case oids.float4:
      return binary(Float64Array, ({ view, at }) => view.getFloat32(at))
    case oids.float8:
      return binary(Float64Array, ({ view, at }) => view.getFloat64(at))
    case oids.numeric:
      return {
        format: 0,
        array: Float64Array,
        read: ({ bytes, at, length }) => Number(bytes.toString('latin1', at, at + length)),
      }
    default:
      return undefined
  }
}

function times(type: ColumnType, oid: number): NumberReader | undefined {
  const toDays = type === 'date'
  if (oid === oids.date) {
    return binary(toDays ? Int32Array : Float64Array, (place) => {
      const days = readDays(place)
      return days === null || toDays ? days : days * dayMs
    })
  }
  if (oid !== oids.timestamp && oid !== oids.timestamptz) return undefined
  return binary(toDays ? Int32Array : Float64Array, (place) => {
    const ms = readMs(place)
    return ms === null || !toDays ? ms : Math.floor(ms / dayMs)
  })
}

function binary(array: NumberReader['array'], read: NumberReader['read']): NumberReader {
  return { format: 1, array, read }
}

/** `infinity` and `-infinity` are the two ends of 32 bits. */
function readDays({ view, at }: ValuePlace): number | null {
  const days = view.getInt32(at)
  return days === 0x7fff_ffff || days === -0x8000_0000 ? null : days + epochDays
}

/**
 * Milliseconds, rounded down, of 64-bit microseconds: read as two halves, because BigInt costs ten
 * times as much; BigInt only past 2^53 microseconds (the year 2285).
 */
function readMs({ view, at }: ValuePlace): number | null {
  const high = view.getInt32(at)
  const low = view.getUint32(at + 4)
  if (high < 0x1f_ffff && high > -0x1f_ffff) {
    return epochMs + Math.floor((high * 0x1_0000_0000 + low) / 1000)
  }
  const isInfinite =
    (high === 0x7fff_ffff && low === 0xffff_ffff) || (high === -0x8000_0000 && low === 0)
  if (isInfinite) return null
  const ticks = view.getBigInt64(at)
  return epochMs + Number((ticks - (((ticks % 1000n) + 1000n) % 1000n)) / 1000n)
}
