import { dayMs, isTimeType, type ColumnType } from '@coatcheck/shared'
import { infiniteDay } from '../../columnBatch.ts'
import { float32AsDouble } from '../float32.ts'
import { dayAsMs, int64AsDouble, int64AsMs, msAsDay } from '../int64.ts'
import type { WireBytes } from './postgresColumn.ts'
import type { FieldFormat } from './postgresMessages.ts'
import { oids } from './postgresTypes.ts'

export interface NumberReader {
  readonly format: FieldFormat
  readonly array: Int32ArrayConstructor | Float64ArrayConstructor
  read(source: WireBytes, at: number, length: number): number
}

/** Postgres counts days and times from 2000-01-01. */
const epochDays = 10_957
const epochMs = epochDays * dayMs

const microsecondsPerMs = 1000

/** @throws Error when values of this type cannot be shown in such a column. */
export function numberReader(type: ColumnType, oid: number): NumberReader {
  const reader = isTimeType(type) ? times : numbers
  const found = reader(type, oid)
  if (found === undefined) throw unfit(type, oid)
  return found
}

export function unfit(type: ColumnType, oid: number): Error {
  const hint = oid === oids.money ? 'cast it to numeric' : 'cast it, or describe the column as text'
  return new Error(
    `The query yields the type ${oid} of pg_type for a column of type ${type}: ${hint}.`,
  )
}

function numbers(_type: ColumnType, oid: number): NumberReader | undefined {
  switch (oid) {
    case oids.bool:
      return binary(Int32Array, ({ bytes }, at) => bytes[at]!)
    case oids.int2:
      return binary(Int32Array, ({ view }, at) => view.getInt16(at))
    case oids.int4:
      return binary(Int32Array, ({ view }, at) => view.getInt32(at))
    case oids.int8:
      return binary(Float64Array, ({ view }, at) =>
        int64AsDouble(view.getInt32(at), view.getUint32(at + 4)),
      )
    case oids.float4:
      return binary(Float64Array, ({ view }, at) => float32AsDouble(view.getFloat32(at)))
    case oids.float8:
      return binary(Float64Array, ({ view }, at) => view.getFloat64(at))
    case oids.numeric:
      return {
        format: 0,
        array: Float64Array,
        read: ({ bytes }, at, length) => Number(bytes.toString('latin1', at, at + length)),
      }
    default:
      return undefined
  }
}

function times(type: ColumnType, oid: number): NumberReader | undefined {
  const toDays = type === 'date'
  if (oid === oids.date) {
    return binary(toDays ? Int32Array : Float64Array, ({ view }, at) => {
      const day = readDay(view, at)
      return toDays ? day : dayAsMs(day)
    })
  }
  if (oid !== oids.timestamp && oid !== oids.timestamptz) return undefined
  return binary(toDays ? Int32Array : Float64Array, ({ view }, at) => {
    const ms = readMs(view, at)
    return toDays ? msAsDay(ms) : ms
  })
}

function binary(array: NumberReader['array'], read: NumberReader['read']): NumberReader {
  return { format: 1, array, read }
}

/** `infinity` and `-infinity` are the two ends of 32 bits. */
function readDay(view: DataView, at: number): number {
  const days = view.getInt32(at)
  if (days === 0x7fff_ffff) return infiniteDay
  return days === -0x8000_0000 ? -infiniteDay : days + epochDays
}

function readMs(view: DataView, at: number): number {
  return epochMs + int64AsMs(view.getInt32(at), view.getUint32(at + 4), microsecondsPerMs)
}
