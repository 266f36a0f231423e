import { inputStarts, leaveToHost } from '../../../assembly/input.ts'
import { fieldAt, setField } from './fields.ts'

/* Fields of dictionaries, which the host writes once for each code: by column, tables by code. */
let tables: usize = 0
const tableBits = 4
const startsOf = 0
const lengthsOf = 4
const codesOf = 8

/** Instead of a length: the field is not known. */
const unknown: i32 = -1

export function prepareCodes(columns: i32): void {
  tables = heap.alloc((<usize>columns) << tableBits)
  memory.fill(tables, 0, (<usize>columns) << tableBits)
}

/** Makes room for the fields of so many codes; known ones stay. */
export function reserveCodes(column: i32, codes: i32): void {
  const table = tables + ((<usize>column) << tableBits)
  const known = load<i32>(table, codesOf)
  if (codes <= known) return
  const count = max(codes, 2 * known)
  const starts = heap.alloc((<usize>count) << 2)
  const lengths = heap.alloc((<usize>count) << 2)
  if (known > 0) {
    memory.copy(starts, load<u32>(table, startsOf), (<usize>known) << 2)
    memory.copy(lengths, load<u32>(table, lengthsOf), (<usize>known) << 2)
  }
  memory.fill(lengths + ((<usize>known) << 2), 0xff, (<usize>(count - known)) << 2)
  store<u32>(table, <u32>starts, startsOf)
  store<u32>(table, <u32>lengths, lengthsOf)
  store<i32>(table, count, codesOf)
}

/** Forgets the fields of a column. */
export function forgetCodes(column: i32): void {
  const table = tables + ((<usize>column) << tableBits)
  const count = load<i32>(table, codesOf)
  memory.fill(load<u32>(table, lengthsOf), 0xff, (<usize>count) << 2)
}

export function setCode(column: i32, code: i32, start: usize, bytes: i32): void {
  const table = tables + ((<usize>column) << tableBits)
  store<u32>(load<u32>(table, startsOf) + (code << 2), <u32>start)
  store<i32>(load<u32>(table, lengthsOf) + (code << 2), bytes)
}

/** Makes codes fields; -1 is empty. Unknown ones are left to the host. */
export function fillCodes(column: i32, rowCount: i32): void {
  const table = tables + ((<usize>column) << tableBits)
  const starts = load<u32>(table, startsOf)
  const lengths = load<u32>(table, lengthsOf)
  for (let row = 0; row < rowCount; row++) {
    const code = load<i32>(inputStarts + (row << 2))
    const field = fieldAt(column, row)
    if (code < 0) {
      setField(field, 0, 0)
      continue
    }
    const length = load<i32>(lengths + (code << 2))
    if (length === unknown) leaveToHost(row)
    else setField(field, load<u32>(starts + (code << 2)), length)
  }
}
