import type { RowNumber } from './rowNumber.ts'
import { distanceMax, lengthMax, lengthMin } from './symbols.ts'
import { literalByte, matchToken, oneNumeral } from './tokens.ts'

/** A place further back than any match reaches: what has not been written yet stands here. */
export const never = -0x2000_0000

/**
 * XML between two slides of the buffer, each of which copies the window and moves all places. Where
 * there are no texts, nothing but the windows is ever touched of it.
 */
const slideBytes = 4 * 1_024 * 1_024

/** No byte of UTF-8: marks where text ends that a match may be looked for in. */
const textEnd = 0xff

/**
 * Tokens of a block. The first one ends after some 400 rows of ten columns, because bytes and
 * progress come with the ends of blocks; each one after it is twice as long, up to about 7,000 rows:
 * long enough for a head of 100 bytes, short against a drift.
 */
const firstBlockTokens = 16 * 1_024
const blockTokensMax = 256 * 1_024

/**
 * The XML of a sheet as it passes by, and the tokens that stand for it. A place in the XML is an
 * index into `xml`, which goes back as far as matches reach; every table of places is tracked, so
 * that it moves along when the buffer slides.
 *
 * Only what is not known beforehand is really written there: text, and pieces that have to be told
 * byte by byte. Matches with known pieces need their place alone.
 */
export class Tape {
  xml: Uint8Array
  /** The same bytes, four at a time. */
  view: DataView
  readonly tokens: Int32Array
  position = 0
  tokenCount = 0
  /** A match that may yet grow: what comes next is often what came next the last time. */
  matchLength = 0
  matchDistance = 0

  readonly #encode: (tokens: Int32Array, tokenCount: number) => void
  readonly #tracked: Int32Array[] = []
  #slidBytes = 0
  #blockTokens = firstBlockTokens

  /** `tokensMax` is the most that room is reserved for at once. */
  constructor(tokensMax: number, encode: (tokens: Int32Array, tokenCount: number) => void) {
    this.xml = new Uint8Array(distanceMax + slideBytes)
    this.view = new DataView(this.xml.buffer)
    this.tokens = new Int32Array(blockTokensMax + tokensMax)
    this.#encode = encode
  }

  get size(): number {
    return this.#slidBytes + this.position
  }

  /** From now on the places in this table move with the buffer. */
  track(places: Int32Array): Int32Array {
    this.#tracked.push(places)
    return places
  }

  /** Forgets all that has been written, so that nothing refers to it. */
  restart(): void {
    for (const places of this.#tracked) places.fill(never)
    this.#slidBytes = -this.position
  }

  /** Makes room for this much XML and for `tokensMax` tokens. */
  reserve(bytes: number): void {
    this.reserveTokens()
    if (this.position + bytes >= this.xml.length) this.#slide(bytes)
  }

  reserveTokens(): void {
    if (this.tokenCount <= this.#blockTokens) return
    this.endBlock()
    this.#blockTokens = Math.min(2 * this.#blockTokens, blockTokensMax)
  }

  endBlock(): void {
    this.endMatch()
    if (this.tokenCount > 0) this.#encode(this.tokens, this.tokenCount)
    this.tokenCount = 0
  }

  endMatch(): void {
    if (this.matchLength === 0) return
    this.tokens[this.tokenCount++] = matchToken(this.matchLength, this.matchDistance)
    this.matchLength = 0
  }

  /** Moves over these bytes, told one by one. */
  literals(bytes: Uint8Array): void {
    this.endMatch()
    for (const byte of bytes) this.tokens[this.tokenCount++] = literalByte + byte
    this.position += bytes.length
  }

  /** Moves over the digits of a row's number from this one on, told one by one. */
  numerals(number: RowNumber, from: number): void {
    this.endMatch()
    for (let at = from; at < number.length; at++) {
      this.tokens[this.tokenCount++] = oneNumeral + number.digitAt(at)
    }
    this.position += number.length - from
  }

  /** Moves over a piece that stood at `source` before. */
  match(source: number, length: number): void {
    const distance = this.position - source
    if (distance === this.matchDistance && this.matchLength + length <= lengthMax) {
      this.matchLength += length
    } else {
      this.endMatch()
      this.matchLength = length
      this.matchDistance = distance
    }
    this.position += length
  }

  matchOrLiterals(source: number, bytes: Uint8Array): void {
    if (bytes.length >= lengthMin && this.position - source <= distanceMax) {
      this.match(source, bytes.length)
    } else this.literals(bytes)
  }

  /** Writes text from the position on, without moving over it. */
  writeText(bytes: Uint8Array): void {
    this.xml.set(bytes, this.position)
    this.xml[this.position + bytes.length] = textEnd
  }

  /** Takes back what a hot loop kept to itself. */
  resume(position: number, tokenCount: number, length: number, distance: number): void {
    this.position = position
    this.tokenCount = tokenCount
    this.matchLength = length
    this.matchDistance = distance
  }

  #slide(room: number): void {
    const bytes = Math.max(0, this.position - distanceMax)
    // With the mark that ends the last text.
    const kept = this.xml.subarray(bytes, this.position + 1)
    if (kept.length + room >= this.xml.length) {
      this.xml = new Uint8Array(2 * (kept.length + room))
      this.view = new DataView(this.xml.buffer)
    }
    this.xml.set(kept)
    for (const places of this.#tracked) {
      for (let index = 0; index < places.length; index++) {
        places[index] = Math.max(never, places[index]! - bytes)
      }
    }
    this.position -= bytes
    this.#slidBytes += bytes
  }
}
