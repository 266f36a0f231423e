import { wordLettersMax, wordSlots } from '../limits.ts'

/** Words of at most eight ASCII letters in lower case, one byte each; 0 where a slot is free. */
export const knownWords = memory.data(wordSlots << 3, 8)

const hashFactor: u64 = 0x9e3779b97f4a7c15

export function forgetWords(): void {
  memory.fill(knownWords, 0, wordSlots << 3)
}

/** Adds a word, given by its letters as one number. */
export function addWord(word: u64): void {
  let slot = slotOf(word)
  while (load<u64>(knownWords + (slot << 3)) !== 0) slot = (slot + 1) & (wordSlots - 1)
  store<u64>(knownWords + (slot << 3), word)
}

/** Whether one of the words of letters in a text is unknown; texts with other letters have none. */
export function hasUnknownWord(from: usize, end: usize): bool {
  let word: u64 = 0
  let letters = 0
  for (let at = from; at < end; at++) {
    const lower = load<u8>(at) | 0x20
    if (lower >= 0x61 && lower <= 0x7a) {
      word = (word << 8) | lower
      letters++
    } else if (letters > 0) {
      if (letters > wordLettersMax || !isKnown(word)) return true
      word = 0
      letters = 0
    }
  }
  return letters > wordLettersMax || (letters > 0 && !isKnown(word))
}

function isKnown(word: u64): bool {
  let slot = slotOf(word)
  let known = load<u64>(knownWords + (slot << 3))
  while (known !== 0 && known !== word) {
    slot = (slot + 1) & (wordSlots - 1)
    known = load<u64>(knownWords + (slot << 3))
  }
  return known === word
}

function slotOf(word: u64): i32 {
  return <i32>((word * hashFactor) >>> 54)
}
