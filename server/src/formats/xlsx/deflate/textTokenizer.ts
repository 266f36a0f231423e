import { distanceMax, lengthMax } from './symbols.ts'
import { never, type Tape } from './tape.ts'
import { literalByte } from './tokens.ts'

const hashBits = 14
/** Knuth's multiplier: the golden ratio of 2^32. */
const hashFactor = 0x9e3779b1
/** Matches are looked for, and hence found, from this length on. */
const searchedLength = 4
/** Past a match of this length the places within it are not remembered. */
const rememberedLengthMax = 16
/** Bytes between two looks at the room for tokens. */
export const textPieceBytes = 8_192

/**
 * Text to tokens. Of a text nothing is known, so here is a search after all, the quick one: the
 * last place where the same four bytes stood, taken if it matches (what zlib does at level 1, at
 * about the same speed).
 */
export class TextTokenizer {
  readonly #tape: Tape
  /** Made at the first text: most sheets of numbers and shared strings have none. */
  #lastAt: Int32Array | null = null

  constructor(tape: Tape) {
    this.#tape = tape
  }

  /** Moves the tape over this text, for which there is room. */
  write(bytes: Uint8Array): void {
    const tape = this.#tape
    const end = tape.position + bytes.length
    tape.writeText(bytes)
    do {
      this.#writePiece(Math.min(end, tape.position + textPieceBytes), end)
      tape.reserveTokens()
    } while (tape.position < end)
  }

  #writePiece(pieceEnd: number, end: number): void {
    const tape = this.#tape
    const { tokens, xml, view } = tape
    const lastAt = (this.#lastAt ??= tape.track(new Int32Array(1 << hashBits).fill(never)))
    while (tape.position < pieceEnd) {
      const { position } = tape
      const searchable = position + searchedLength <= end
      const four = searchable ? view.getUint32(position, true) : 0
      const hash = Math.imul(four, hashFactor) >>> (32 - hashBits)
      const source = searchable ? lastAt[hash]! : never
      if (searchable) lastAt[hash] = position
      if (position - source > distanceMax || view.getUint32(source, true) !== four) {
        tape.endMatch()
        tokens[tape.tokenCount++] = literalByte + xml[position]!
        tape.position++
        continue
      }
      const lengthLimit = Math.min(lengthMax, end - position)
      let length = searchedLength
      while (length < lengthLimit && xml[source + length] === xml[position + length]) length++
      tape.match(source, length)
      this.#remember(position + 1, Math.min(length, rememberedLengthMax) - 1, end)
    }
  }

  #remember(from: number, count: number, end: number): void {
    const { view } = this.#tape
    const to = Math.min(from + count, end - searchedLength)
    for (let at = from; at < to; at++) {
      const hash = Math.imul(view.getUint32(at, true), hashFactor) >>> (32 - hashBits)
      this.#lastAt![hash] = at
    }
  }
}
