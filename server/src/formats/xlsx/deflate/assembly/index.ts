import { preparePowers } from '../../../assembly/doubles.ts'
import {
  inputBytes,
  inputDoubles,
  inputLengths,
  inputStarts,
  reserveInput,
  restartInput,
  restRows,
  takeRest,
} from '../../../assembly/input.ts'
import { prepareDigits } from '../../../assembly/numerals.ts'
import { cellBytesMax, rawPieceBytes, textPieceBytes } from '../limits.ts'
import {
  bytesAt,
  byteCount,
  distanceCodes,
  indexCodes,
  prepareBits,
  pushBits,
  pushEmptyStoredBlock,
  takeBytes,
  writeTokens,
} from './bits.ts'
import {
  cellShapes,
  growValueBytes,
  prepareCellBlock,
  valueBytes,
  valueBytesMax,
} from './cellBlock.ts'
import { prepareCrcs } from './crc.ts'
import { fillDecimals, fillDoubles } from './fillNumbers.ts'
import { fillTexts, valueByteCount } from './fillTexts.ts'
import {
  formClosings,
  junctionBytes,
  junctionLengths,
  junctionTargets,
  openingBytes,
  openingLengths,
  preparePieces,
} from './pieces.ts'
import { placeCount, placesAt, preparePlaces } from './places.ts'
import { addCrcOfBytes, crc32, restartCrc } from './rowCrc.ts'
import { closeRows, openRows, writeRows } from './rows.ts'
import { endBlock, prepareTape, reserve, restartTape, tokens, xmlSize } from './tape.ts'
import { writeText } from './text.ts'

// Re-exported in two steps: the compiler does not find a file by its full name in one.
export {
  bytesAt,
  byteCount,
  cellShapes,
  closeRows,
  crc32,
  distanceCodes,
  endBlock,
  fillDecimals,
  fillDoubles,
  fillTexts,
  formClosings,
  growValueBytes,
  indexCodes,
  inputBytes,
  inputDoubles,
  inputLengths,
  inputStarts,
  junctionBytes,
  junctionLengths,
  openingBytes,
  openingLengths,
  pushBits,
  pushEmptyStoredBlock,
  reserveInput,
  restRows,
  takeBytes,
  takeRest,
  tokens,
  valueByteCount,
  valueBytes,
  valueBytesMax,
  writeRows,
  writeTokens,
  xmlSize,
}

export const rawBytes = memory.data(rawPieceBytes)

let hasTables: bool = false

/** Call before anything else; all that was written for another sheet before is void. */
export function prepare(columnCount: i32, formsMax: i32): void {
  if (!hasTables) {
    prepareCrcs()
    prepareDigits()
    preparePowers()
    hasTables = true
  }
  heap.reset()
  restartInput()
  restartCrc()
  openRows()
  preparePieces(columnCount, formsMax)
  preparePlaces(formsMax)
  prepareCellBlock(columnCount)
  prepareBits()
  const rowTokensMax = junctionTargets * cellBytesMax + textPieceBytes
  prepareTape(rowTokensMax, placesAt, placeCount)
}

/** Writes XML before or after the rows: the first bytes at `rawBytes`. */
export function writeRaw(count: i32): void {
  closeRows()
  addCrcOfBytes(rawBytes, count)
  reserve(count)
  writeText(rawBytes, count)
}

/** Begins another stream; bytes that have not been taken stay. */
export function restart(): void {
  restartTape()
  restartCrc()
}
