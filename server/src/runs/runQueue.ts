import { AppError } from '../appError.ts'
import type { Run, Runner } from './runner.ts'
import type { RunResult } from './workerProtocol.ts'

/** A place where one run at a time may go on. */
export interface RunPlace {
  readonly busy: boolean
  /** Called only when it is not busy; it is, from then on and until the promise has settled. */
  run(run: Run): Promise<RunResult>
  close(): Promise<void>
}

interface Pending extends Run {
  readonly resolve: (result: RunResult) => void
  readonly reject: (error: AppError) => void
}

/** A fixed number of places and the queue before them. */
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
    const free = this.#places.some((place) => !place.busy)
    if (this.#closed) return Promise.reject(new AppError('draining', 'The service is stopping.'))
    if (!free && this.#queue.length >= this.#queueMax) {
      return Promise.reject(
        new AppError('queue-full', 'Too many exports are waiting. Please try again in a minute.', {
          retryAfterS: 60,
        }),
      )
    }
    return new Promise((resolve, reject) => {
      const pending: Pending = { ...run, resolve, reject }
      this.#queue.push(pending)
      run.signal.addEventListener('abort', () => this.#leaveQueue(pending), { once: true })
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const pending of [...this.#queue]) this.#leaveQueue(pending)
    await Promise.all(this.#places.map((place) => place.close()))
  }

  #leaveQueue(pending: Pending): void {
    const index = this.#queue.indexOf(pending)
    if (index < 0) return
    this.#queue.splice(index, 1)
    pending.reject(new AppError('cancelled', 'The export was cancelled.'))
    this.#tellPlaces()
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
    this.#tellPlaces()
  }

  #tellPlaces(): void {
    this.#queue.forEach((pending, index) => pending.onPlace(index + 1))
  }
}
