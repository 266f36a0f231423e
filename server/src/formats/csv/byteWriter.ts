/** A growing buffer of bytes; writing a field is a few stores and creates no object. */
export class ByteWriter {
  bytes: Buffer
  length = 0

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity)
  }

  /** Makes room for more bytes; `bytes` may be another buffer afterwards. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  byte(value: number): void {
    this.bytes[this.length++] = value
  }

  /** Text of ASCII characters. */
  ascii(text: string): void {
    this.reserve(text.length)
    this.length += this.bytes.write(text, this.length, 'latin1')
  }

  text(text: string): void {
    this.reserve(text.length * 3)
    this.length += this.bytes.write(text, this.length, 'utf8')
  }

  /** A whole number of at most 15 digits, without leading zeros. */
  integer(value: number): void {
    this.reserve(16)
    let rest = value
    if (rest < 0) {
      this.byte(0x2d)
      rest = -rest
    }
    let digitCount = 1
    for (let limit = 10; rest >= limit; limit *= 10) digitCount += 1
    this.digits(rest, digitCount)
  }

  /** Exactly `count` digits, with leading zeros; needs a `reserve` before. */
  digits(value: number, count: number): void {
    let rest = value
    for (let place = this.length + count - 1; place >= this.length; place -= 1) {
      const tenth = Math.floor(rest / 10)
      this.bytes[place] = 0x30 + rest - tenth * 10
      rest = tenth
    }
    this.length += count
  }

  /** A copy of the bytes written since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = Uint8Array.prototype.slice.call(this.bytes, 0, this.length)
    this.length = 0
    return taken
  }
}
