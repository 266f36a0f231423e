/** Until when the file of an export is kept. Times are milliseconds since 1970. */
export class KeptUntil {
  readonly #ticketEndsMs: number[] = []
  #timeMs: number | null = null

  /** Null while it is not kept. */
  get timeMs(): number | null {
    return this.#timeMs
  }

  /** Whether a ticket for it is good and not claimed yet. */
  isNeeded(nowMs: number): boolean {
    return this.#neededMs() > nowMs
  }

  isOver(nowMs: number): boolean {
    return this.#timeMs !== null && this.#timeMs <= nowMs
  }

  /** Until then, or longer if a ticket for it is good for longer. */
  set(timeMs: number): void {
    this.#timeMs = Math.max(timeMs, this.#neededMs())
  }

  /** A ticket for it is good until then. */
  addTicket(endsMs: number): void {
    this.#ticketEndsMs.push(endsMs)
    if (this.#timeMs !== null) this.set(this.#timeMs)
  }

  /** One of these tickets is claimed. */
  removeTicket(): void {
    this.#ticketEndsMs.shift()
  }

  /** It is kept no longer. */
  end(): void {
    this.#timeMs = null
  }

  #neededMs(): number {
    return Math.max(0, ...this.#ticketEndsMs)
  }
}
