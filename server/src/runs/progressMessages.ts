/**
 * Each message wakes the main thread, which goes first: for every chunk, they took a seventh of a run's
 * time.
 */
const intervalMs = 10

/** Tells how far a run is, at most every few milliseconds: the first news at once. */
export class ProgressMessages {
  readonly #send: (rows: number, bytes: number) => void
  #untold: readonly [rows: number, bytes: number] | null = null
  #pause: NodeJS.Timeout | null = null

  constructor(send: (rows: number, bytes: number) => void) {
    this.#send = send
  }

  note(rows: number, bytes: number): void {
    this.#untold = [rows, bytes]
    if (!this.#pause) this.#tell()
  }

  /** Tells what has not been told. */
  end(): void {
    if (this.#pause) clearTimeout(this.#pause)
    this.#pause = null
    if (this.#untold) this.#send(...this.#untold)
    this.#untold = null
  }

  #tell(): void {
    this.#pause = null
    if (!this.#untold) return
    this.#send(...this.#untold)
    this.#untold = null
    this.#pause = setTimeout(() => this.#tell(), intervalMs)
  }
}
