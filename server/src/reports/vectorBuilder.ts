import { dayMs, type Column, type ColumnType } from '@coatcheck/shared'
import { textDictionaryEntriesMax, type Vector } from '../columnBatch.ts'
import { TextBytes } from '../database/textBytes.ts'
import { TextInterner } from '../database/textInterner.ts'
import { TextVectors } from '../database/textVectors.ts'

/** Collects the values of one column into vectors. */
export interface VectorBuilder {
  readonly columnId: string
  /** @throws TypeError for a value that does not fit the column's type. */
  add(value: unknown): void
  /** The values since the last call. */
  take(): Vector
}

/** @param rowsMax most values between two calls of `take` */
export function createVectorBuilder({ id, type }: Column, rowsMax: number): VectorBuilder {
  switch (type) {
    case 'text':
    case 'link':
    case 'decimal':
      return new TextBuilder(id, rowsMax)
    case 'integer':
      return new IntegerBuilder(id)
    default:
      return new NumberBuilder(id, rowsMax, toNumber[type])
  }
}

class TextBuilder implements VectorBuilder {
  readonly columnId: string
  readonly #texts: TextVectors<TextInterner, TextBytes>
  #count = 0

  constructor(columnId: string, rowsMax: number) {
    this.columnId = columnId
    this.#texts = new TextVectors(new TextInterner(), {
      rowsMax,
      entriesMax: textDictionaryEntriesMax,
      makeBytes: () => new TextBytes(rowsMax),
    })
  }

  add(value: unknown): void {
    if (this.#count === 0) this.#texts.begin()
    const row = this.#count++
    const text = isEmpty(value) ? null : textOf(value)
    const { bytes, coded, codes } = this.#texts
    if (!bytes) codes[row] = text === null ? -1 : coded.codeOf(text)
    else if (text === null) bytes.setNull(row)
    else bytes.takeText(row, text)
  }

  take(): Vector {
    const vector = this.#texts.vector(this.#count)
    this.#count = 0
    return vector.kind === 'text' ? { ...vector, codes: vector.codes.slice() } : vector
  }
}

class NumberBuilder implements VectorBuilder {
  readonly columnId: string
  readonly #convert: (value: unknown) => number
  readonly #values: Float64Array
  readonly #nulls: Uint8Array
  #hasNull = false
  #count = 0

  constructor(columnId: string, rowsMax: number, convert: (value: unknown) => number) {
    this.columnId = columnId
    this.#convert = convert
    this.#values = new Float64Array(rowsMax)
    this.#nulls = new Uint8Array(rowsMax)
  }

  add(value: unknown): void {
    const row = this.#count++
    const isNull = isEmpty(value)
    this.#values[row] = isNull ? 0 : this.#convert(value)
    this.#nulls[row] = isNull ? 1 : 0
    this.#hasNull ||= isNull
  }

  take(): Vector {
    const values = this.#values.slice(0, this.#count)
    const nulls = this.#hasNull ? this.#nulls.slice(0, this.#count) : null
    this.#count = 0
    this.#hasNull = false
    return { kind: 'number', values, nulls }
  }
}

/** Numbers, or BigInts as soon as one value needs it. */
class IntegerBuilder implements VectorBuilder {
  readonly columnId: string
  #values: (number | bigint | null)[] = []

  constructor(columnId: string) {
    this.columnId = columnId
  }

  add(value: unknown): void {
    this.#values.push(isEmpty(value) ? null : integerOf(value))
  }

  take(): Vector {
    const values = this.#values
    this.#values = []
    const nulls = values.includes(null)
      ? Uint8Array.from(values, (value) => (value === null ? 1 : 0))
      : null
    if (values.some((value) => typeof value === 'bigint')) {
      const bigints = BigInt64Array.from(values, (value) => BigInt(value ?? 0))
      return { kind: 'bigint', values: bigints, nulls }
    }
    const numbers = Float64Array.from(values, (value) => Number(value ?? 0))
    return { kind: 'number', values: numbers, nulls }
  }
}

type NumberType = Exclude<ColumnType, 'text' | 'link' | 'decimal' | 'integer'>

const toNumber: Readonly<Record<NumberType, (value: unknown) => number>> = {
  number: (value) => (typeof value === 'number' ? value : unfit(value, 'a number')),
  boolean: (value) => (typeof value === 'boolean' ? Number(value) : unfit(value, 'true or false')),
  date: (value) =>
    typeof value === 'number'
      ? timeOf(value)
      : parsed(value, /^\d{4}-\d\d-\d\d$/, 'a day like 2001-01-31') / dayMs,
  datetime: (value) =>
    typeof value === 'number'
      ? timeOf(value)
      : parsed(
          value,
          /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/,
          'a time like 2001-01-31T06:05:00',
        ),
  instant: (value) =>
    typeof value === 'number'
      ? timeOf(value)
      : value instanceof Date
        ? dateMs(value)
        : parsed(value, /T.*(Z|[+-]\d\d:?\d\d)$/, 'a Date, or an ISO text that ends in Z'),
}

const offset = /(Z|[+-]\d\d:?\d\d)$/

/** Read as UTC where there is no offset, because a wall clock has no zone. */
function parsed(value: unknown, pattern: RegExp, wanted: string): number {
  if (typeof value !== 'string' || !pattern.test(value)) return unfit(value, wanted)
  const day = value.slice(0, 10)
  const time = value.slice(11)
  const ms = Date.parse(time === '' ? day : `${day}T${time}${offset.test(time) ? '' : 'Z'}`)
  return Number.isNaN(ms) || !isRealDay(day) ? unfit(value, wanted) : ms
}

/** `Date.parse` takes the 31st of February for the 3rd of March. */
function isRealDay(day: string): boolean {
  const ms = Date.parse(day)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}

/** Days or milliseconds; infinite ones are the times of that name. */
function timeOf(value: number): number {
  return Number.isNaN(value) ? unfit(value, 'a time') : value
}

function dateMs(value: Date): number {
  const ms = value.getTime()
  return Number.isNaN(ms) ? unfit(value, 'a valid Date') : ms
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : unfit(value, 'a text')
}

function integerOf(value: unknown): number | bigint {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value !== 'bigint') return unfit(value, 'a whole number')
  if (BigInt.asIntN(64, value) !== value) return unfit(value, 'a whole number of 64 bits')
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function isEmpty(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

/** Leaves the value itself out, because it is someone's data and this text goes into the log. */
function unfit(value: unknown, wanted: string): never {
  const found = value instanceof Date ? 'a Date' : `a value of type ${typeof value}`
  throw new TypeError(`Expected ${wanted} or null, got ${found}.`)
}
