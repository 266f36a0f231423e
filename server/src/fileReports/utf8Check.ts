/**
 * Counts the well-formed sequences of several bytes in a text, and the bytes that are not UTF-8
 * (Unicode 17, table 3-7). Takes the text in pieces.
 */
export class Utf8Check {
  sequences = 0
  /** Bytes that begin or interrupt a sequence that is not well-formed. */
  faults = 0
  /** As an editor counts; 0 without a fault. */
  firstFaultyLine = 0
  /** Bytes that the sequence still needs. */
  #missing = 0
  /** What the next byte of the sequence may be. */
  #low = 0x80
  #high = 0xbf
  #line = 1
  #afterReturn = false

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#missing > 0 && byte >= this.#low && byte <= this.#high) this.#continue()
      else {
        if (this.#missing > 0) this.#fault()
        this.#missing = 0
        if (byte < 0x80) this.#count(byte)
        else this.#begin(byte)
      }
    }
  }

  end(): void {
    if (this.#missing > 0) this.#fault()
  }

  #continue(): void {
    this.#missing -= 1
    this.#low = 0x80
    this.#high = 0xbf
    if (this.#missing === 0) this.sequences += 1
  }

  #begin(byte: number): void {
    this.#afterReturn = false
    if (byte >= 0xc2 && byte <= 0xdf) this.#missing = 1
    else if (byte >= 0xe0 && byte <= 0xef) this.#missing = 2
    else if (byte >= 0xf0 && byte <= 0xf4) this.#missing = 3
    else this.#fault()
    this.#low = { 0xe0: 0xa0, 0xf0: 0x90 }[byte] ?? 0x80
    this.#high = { 0xed: 0x9f, 0xf4: 0x8f }[byte] ?? 0xbf
  }

  #count(byte: number): void {
    if (byte === 0x0d || (byte === 0x0a && !this.#afterReturn)) this.#line += 1
    this.#afterReturn = byte === 0x0d
  }

  #fault(): void {
    this.faults += 1
    if (this.firstFaultyLine === 0) this.firstFaultyLine = this.#line
  }
}
