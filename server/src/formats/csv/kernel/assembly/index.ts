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
import { fillCodes, forgetCodes, prepareCodes, reserveCodes, setCode } from './codes.ts'
import { clearFields, fieldRoom, prepareFields, setField, takeField } from './fields.ts'
import { fillDecimals, fillDoubles, numeralBytes } from './numbers.ts'
import { findExposed, restartRows, rowByteCount, rowsAt, takeRows, writeRows } from './rows.ts'
import { fillTexts, setTextRules } from './texts.ts'
import { dayPattern, fillTimes, inputOffsets, setTimeRules } from './times.ts'
import { addWord, forgetWords } from './words.ts'

// Re-exported in two steps: the compiler does not find a file by its full name in one.
export {
  addWord,
  clearFields,
  dayPattern,
  fieldRoom,
  fillCodes,
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
  restRows,
  rowByteCount,
  rowsAt,
  setCode,
  setField,
  setTextRules,
  setTimeRules,
  takeField,
  takeRest,
  takeRows,
  writeRows,
}

let hasTables: bool = false

/** Call before anything else; all that was written for another file before is void. */
export function prepare(columnCount: i32): void {
  if (!hasTables) {
    prepareDigits()
    preparePowers()
    hasTables = true
  }
  heap.reset()
  restartInput()
  restartRows()
  forgetWords()
  prepareFields(columnCount)
  prepareCodes(columnCount)
}

/** Memory that stays, for fields of dictionaries. */
export function allocate(bytes: i32): usize {
  return heap.alloc(bytes)
}
