import { cellBlockRows, closingCount, lengthMask, lengthOfBytes } from '../limits.ts'
import { cellHigh, cellLow, cellMiddle, cellShapes } from './cellBlock.ts'
import { columnCount, junctionTargets } from './pieces.ts'

const sampledRows = 32

/* Last place of each piece of rows on the tape, and the value of each column there. */
export let placesAt: usize = 0
export let placeCount: i32 = 0
/** By junction. */
export let junctionAt: usize = 0
/** By closing: the last junction to any column. */
export let closingAt: usize = 0
/** By form: the opening of its last cell. */
export let openingAt: usize = 0
/** By column: its last cell's opening. */
export let columnAt: usize = 0
/** The start of the row, the start of the decade of its number, the last copy of its number. */
export let rowAt: usize = 0
export const rowPlace = 0
export const decadePlace = 4
export const numberPlace = 8

/** By column: shape and value of its last cell; the shape is -1 when it is not a number. */
export let columnValues: usize = 0
export const columnBits = 4
export const columnMiddle = 4
export const columnLow = 8
export const columnShape = 12
/** By column: 1 when values tend to begin like those above them. */
export let leans: usize = 0

export function preparePlaces(formsMax: i32): void {
  const junctions = closingCount * junctionTargets
  placeCount = junctions + closingCount + formsMax + columnCount + 3
  placesAt = heap.alloc((<usize>placeCount) << 2)
  junctionAt = placesAt
  closingAt = junctionAt + ((<usize>junctions) << 2)
  openingAt = closingAt + (closingCount << 2)
  columnAt = openingAt + ((<usize>formsMax) << 2)
  rowAt = columnAt + ((<usize>columnCount) << 2)
  columnValues = heap.alloc((<usize>columnCount) << columnBits)
  for (let column = 0; column < columnCount; column++) {
    store<i32>(columnValues + (column << columnBits), -1, columnShape)
  }
  leans = heap.alloc(columnCount)
}

/** Remembers the place of a column's cell, for the one below it. */
export function keepColumn(column: i32, opening: i32, at: usize): void {
  const shape = load<i32>(cellShapes + at)
  const values = columnValues + (column << columnBits)
  store<i32>(columnAt + (column << 2), opening)
  store<u32>(values, load<u32>(cellHigh + at))
  store<u32>(values, load<u32>(cellMiddle + at), columnMiddle)
  store<u32>(values, load<u32>(cellLow + at), columnLow)
  store<i32>(values, (shape & lengthMask) === lengthOfBytes ? -1 : shape, columnShape)
}

/**
 * Samples the next rows. Comparing each value of each column would take longer, mostly for branches
 * that are mispredicted when values are random.
 */
export function lean(rowCount: i32): void {
  const count = min(rowCount, sampledRows)
  for (let column = 0; column < columnCount; column++) {
    const start = (<usize>(column * cellBlockRows)) << 2
    const end = start + ((<usize>count) << 2)
    let common = 0
    for (let at = start + 4; at < end; at += 4) {
      if (load<i32>(cellShapes + at) !== load<i32>(cellShapes + at - 4)) continue
      common += clz(load<u32>(cellHigh + at) ^ load<u32>(cellHigh + at - 4)) >>> 2
    }
    store<u8>(leans + column, common > count * 3 ? 1 : 0)
  }
}
