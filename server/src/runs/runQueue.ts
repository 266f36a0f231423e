import { AppError } from '../appError.ts'
import { cancelled, draining } from '../exportErrors.ts'
import type { Run, Runner } from './runner.ts'
import type { RunResult } from './workerProtocol.ts'

/** A place where one run at a time may go on. */
export interface RunPlace {
  readonly busy: boolean
  /** Called only when it is not busy. It is busy from then on until the promise has settled. */
  run(run: Run): Promise<RunResult>
  close(): Promise<void>
}

interface Pending extends Run {
  readonly resolve: (result: RunResult) => void
  readonly reject: (error: AppError) => void
  /** The place that was announced last; 0 for none. */
  place: number
}

/** A fixed number of places and the queue in front of them: first come, first served. */
export class RunQueue implements Runner {
  readonly #places: readonly RunPlace[]
  readonly #queueMax: number
  readonly #queue: Pending[] = []
  #closed = false

  constructor(places: readonly RunPlace[], queueMax: number) {
    this.#places = places
    this.#queueMax = queueMax
  }

  get queueLength(): number {
    return this.#queue.length
  }

  get activeCount(): number {
    return this.#places.filter((place) => place.busy).length
  }

  run(run: Run): Promise<RunResult> {
    if (this.#closed) return Promise.reject(draining())
    if (run.signal.aborted) return Promise.reject(cancelled('export'))
    const isFree = this.#places.some((place) => !place.busy)
    if (!isFree && this.#queue.length >= this.#queueMax) return Promise.reject(queueFull())
    return new Promise((resolve, reject) => {
      const pending: Pending = { ...run, resolve, reject, place: 0 }
      this.#queue.push(pending)
      run.signal.addEventListener('abort', () => this.#leave(pending), { once: true })
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const pending of [...this.#queue]) this.#leave(pending)
    await Promise.all(this.#places.map((place) => place.close()))
  }

  #leave(pending: Pending): void {
    const index = this.#queue.indexOf(pending)
    if (index < 0) return
    this.#queue.splice(index, 1)
    pending.reject(cancelled('export'))
    this.#announcePlaces()
  }

  #dispatch(): void {
    for (const place of this.#places) {
      if (place.busy) continue
      const next = this.#queue.shift()
      if (!next) break
      next.onPlace(null)
      place
        .run(next)
        .then(next.resolve, next.reject)
        .finally(() => this.#dispatch())
    }
    this.#announcePlaces()
  }

  #announcePlaces(): void {
    for (const [index, pending] of this.#queue.entries()) {
      if (pending.place === index + 1) continue
      pending.place = index + 1
      pending.onPlace(pending.place)
    }
  }
}

function queueFull(): AppError {
  return new AppError('queue-full', 'Too many exports are in the queue. Try again in a minute.', {
    retryAfterS: 60,
  })
}
