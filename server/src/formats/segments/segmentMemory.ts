const grownBytes = 131_072

/**
 * Memory for one segment, which is shared with the thread that gets it and reused, because transferring
 * 1.5 MB each time made the garbage collector run every 100 ms.
 */
export class SegmentMemory {
  /** The index by which its thread knows it. */
  readonly place: number
  #buffer = new SharedArrayBuffer(0)

  constructor(place: number) {
    this.place = place
  }

  /** Another one when it has grown. */
  get buffer(): SharedArrayBuffer {
    return this.#buffer
  }

  /** Makes room for so many bytes; what it held is lost. */
  reserve(bytes: number): void {
    if (this.#buffer.byteLength >= bytes) return
    // Another one for each few bytes more would be garbage in two threads.
    this.#buffer = new SharedArrayBuffer(Math.ceil(bytes / grownBytes) * grownBytes)
  }
}
