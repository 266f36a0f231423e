/** Writes little-endian numbers one after the other into a record of known size. */
export class RecordWriter {
  readonly #buffer: Buffer
  #position = 0

  constructor(size: number) {
    this.#buffer = Buffer.alloc(size)
  }

  uint16(value: number): void {
    this.#position = this.#buffer.writeUInt16LE(value, this.#position)
  }

  uint32(value: number): void {
    this.#position = this.#buffer.writeUInt32LE(value, this.#position)
  }

  uint64(value: number): void {
    this.#position = this.#buffer.writeBigUInt64LE(BigInt(value), this.#position)
  }

  /** Appends these bytes, the last of the record. */
  bytes(...parts: Uint8Array[]): Uint8Array {
    for (const part of parts) {
      this.#buffer.set(part, this.#position)
      this.#position += part.length
    }
    return this.finish()
  }

  finish(): Uint8Array {
    return this.#buffer
  }
}
