import { crcAfterByte } from './crcShift.ts'

const zero = 0x30
const nine = 0x39
const digitsMax = 7

/** The number of a row, counted up in place: its digits and their CRC. */
export class RowNumber {
  readonly #digits = new Uint8Array(digitsMax)
  /** By count: CRC of so many leading digits from an empty register. */
  readonly #crcs = new Int32Array(digitsMax + 1)
  #value = 0
  length = 0
  /** How many leading digits the number has in common with the one before; 0 where it is longer. */
  commonLength = 0

  get digits(): Uint8Array {
    return this.#digits.subarray(0, this.length)
  }

  /** 0–9. */
  digitAt(at: number): number {
    return this.#digits[at]! - zero
  }

  get lastDigit(): number {
    return this.digitAt(this.length - 1)
  }

  get crc(): number {
    return this.#crcs[this.length]!
  }

  set(value: number): void {
    if (value === this.#value + 1) this.#increment()
    else this.#rewrite(value)
    this.#value = value
    for (let at = this.commonLength; at < this.length; at++) {
      this.#crcs[at + 1] = crcAfterByte(this.#crcs[at]!, this.#digits[at]!)
    }
  }

  #increment(): void {
    let at = this.length - 1
    while (at >= 0 && this.#digits[at] === nine) this.#digits[at--] = zero
    if (at < 0) {
      this.#rewrite(this.#value + 1)
      return
    }
    this.#digits[at]!++
    this.commonLength = at
  }

  #rewrite(value: number): void {
    const digits = String(value)
    this.length = digits.length
    this.commonLength = 0
    for (let at = 0; at < digits.length; at++) this.#digits[at] = digits.charCodeAt(at)
  }
}
