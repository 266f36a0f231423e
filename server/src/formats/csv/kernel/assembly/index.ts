import { preparePowers } from '../../../assembly/doubles.ts'
import { prepareDigits } from '../../../assembly/numerals.ts'
import { fillCodes, forgetCodes, prepareCodes, reserveCodes, setCode } from './codes.ts'
import {
  clearFields,
  clearRest,
  fieldRoom,
  inputBytes,
  inputDoubles,
  inputLengths,
  inputOffsets,
  inputStarts,
  prepareFields,
  reserveInput,
  restOfRows,
  restRows,
  setField,
  takeField,
} from './fields.ts'
import { fillDecimals, fillDoubles, numeralBytes } from './numbers.ts'
import { findExposed, rowByteCount, rowsAt, takeRows, writeRows } from './rows.ts'
import { fillTexts, setTextRules } from './texts.ts'
import { dayPattern, fillDays, fillTimes, setTimeRules } from './times.ts'
import { addWord } from './words.ts'

// Re-exported in two steps: the compiler does not find a file by its full name in one.
export {
  addWord,
  clearFields,
  clearRest,
  dayPattern,
  fieldRoom,
  fillCodes,
  fillDays,
  fillDecimals,
  fillDoubles,
  fillTexts,
  fillTimes,
  findExposed,
  forgetCodes,
  inputBytes,
  inputDoubles,
  inputLengths,
  inputOffsets,
  inputStarts,
  numeralBytes,
  reserveCodes,
  reserveInput,
  restOfRows,
  restRows,
  rowByteCount,
  rowsAt,
  setCode,
  setField,
  setTextRules,
  setTimeRules,
  takeField,
  takeRows,
  writeRows,
}

/** Call once, before anything else. */
export function prepare(columnCount: i32): void {
  prepareDigits()
  preparePowers()
  prepareFields(columnCount)
  prepareCodes(columnCount)
}

/** Memory that stays, for fields of dictionaries. */
export function allocate(bytes: i32): usize {
  return heap.alloc(bytes)
}
