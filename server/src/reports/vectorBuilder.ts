import type { Column, ColumnType } from '@coatcheck/shared'
import { textDictionaryEntriesMax, type Vector } from '../columnBatch.ts'

/** Collects the values of one column until they are taken as a vector. */
export interface VectorBuilder {
  readonly columnId: string
  /** @throws TypeError for a value that does not fit the column's type. */
  add(value: unknown): void
  take(): Vector
}

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
  readonly #codes: Int32Array
  #count = 0
  /** The same object for as long as it only grows: readers remember what they made of its codes. */
  #dictionary: { readonly values: string[] } = { values: [] }
  #codeOf = new Map<string, number>()

  constructor(columnId: string, rowsMax: number) {
    this.columnId = columnId
    this.#codes = new Int32Array(rowsMax)
  }

  add(value: unknown): void {
    this.#codes[this.#count++] = isNothing(value) ? -1 : this.#intern(textOf(value))
  }

  take(): Vector {
    const codes = this.#codes.slice(0, this.#count)
    const dictionary = this.#dictionary
    this.#count = 0
    // A batch may add as many texts as it has rows, so a new dictionary begins that much earlier.
    if (dictionary.values.length > textDictionaryEntriesMax - this.#codes.length) {
      this.#dictionary = { values: [] }
      this.#codeOf = new Map()
    }
    return { kind: 'text', codes, dictionary }
  }

  #intern(text: string): number {
    const known = this.#codeOf.get(text)
    if (known !== undefined) return known
    const code = this.#dictionary.values.push(text) - 1
    this.#codeOf.set(text, code)
    return code
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
    const isNull = isNothing(value)
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

/** Numbers, until one comes that only a BigInt can hold. */
class IntegerBuilder implements VectorBuilder {
  readonly columnId: string
  #values: (number | bigint | null)[] = []

  constructor(columnId: string) {
    this.columnId = columnId
  }

  add(value: unknown): void {
    this.#values.push(isNothing(value) ? null : integerOf(value))
  }

  take(): Vector {
    const values = this.#values
    this.#values = []
    const nulls = values.includes(null) ? Uint8Array.from(values, (each) => +(each === null)) : null
    if (values.some((each) => typeof each === 'bigint')) {
      return {
        kind: 'bigint',
        values: BigInt64Array.from(values, (each) => BigInt(each ?? 0)),
        nulls,
      }
    }
    return { kind: 'number', values: Float64Array.from(values, (each) => Number(each ?? 0)), nulls }
  }
}

type NumberType = Exclude<ColumnType, 'text' | 'link' | 'decimal' | 'integer'>

const dayMs = 86_400_000

const toNumber: Readonly<Record<NumberType, (value: unknown) => number>> = {
  number: (value) => (typeof value === 'number' ? value : unfit(value, 'a number')),
  boolean: (value) => (typeof value === 'boolean' ? Number(value) : unfit(value, 'true or false')),
  date: (value) =>
    typeof value === 'number'
      ? value
      : parsed(value, /^\d{4}-\d\d-\d\d$/, 'a day like 2001-01-31') / dayMs,
  datetime: (value) =>
    typeof value === 'number'
      ? value
      : parsed(
          value,
          /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/,
          'a time like 2001-01-31T06:05:00',
        ),
  instant: (value) =>
    typeof value === 'number'
      ? value
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

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

/** Says nothing of the value itself: it is somebody's data, and this ends up in a log. */
function unfit(value: unknown, wanted: string): never {
  const found = value instanceof Date ? 'a Date' : `a value of type ${typeof value}`
  throw new TypeError(`Expected ${wanted} or null, got ${found}.`)
}
