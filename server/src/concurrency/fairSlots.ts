import type { AppError } from '../appError.ts'
import { abortError } from './linkedAbort.ts'

export interface SlotsOptions {
  /** Tasks that run at once, of all keys. */
  readonly slots: number
  /** Tasks of one key that run at once. */
  readonly slotsPerKey: number
  /** Tasks that wait, of all keys. */
  readonly waitersMax: number
  /** Tasks of one key that wait. */
  readonly waitersPerKeyMax: number
  /** The error for a task that finds the line of its key full. */
  readonly keyFull: () => AppError
  /** The error for a task that finds all lines together full. */
  readonly full: () => AppError
}

/** The tasks of one key. A key without any takes no memory. */
interface Line {
  readonly key: string
  running: number
  /** Oldest first. */
  readonly waiters: Set<Waiter>
}

interface Waiter {
  readonly start: () => void
  readonly refuse: (error: AppError) => void
}

/**
 * Runs tasks a few at a time. Keys, such as viewers, take turns: a key with a hundred tasks delays
 * another key's first task by no more than the one that runs.
 */
export class FairSlots {
  readonly #options: SlotsOptions
  /** The key whose last task started or ended the longest ago is first. */
  readonly #lines = new Map<string, Line>()
  #running = 0
  #waiting = 0

  constructor(options: SlotsOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Keys that have a task. */
  get keyCount(): number {
    return this.#lines.size
  }

  /**
   * Runs the task as soon as it has a slot: now, if there is one. A task whose signal aborts before
   * that leaves its line and never runs.
   *
   * @throws AppError by `keyFull` and `full`; `cancelled` when the signal aborted first; what the
   *   task fails with.
   */
  async run<Result>(
    key: string,
    task: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const line = this.#lines.get(key) ?? { key, running: 0, waiters: new Set() }
    if (signal?.aborted) throw abortError(signal)
    if (this.#hasSlotFor(line)) this.#start(line)
    else await this.#turnOf(line, signal)
    try {
      return await task()
    } finally {
      this.#leave(line)
    }
  }

  #hasSlotFor({ running }: Line): boolean {
    return this.#running < this.#options.slots && running < this.#options.slotsPerKey
  }

  #start(line: Line): void {
    line.running += 1
    this.#running += 1
    this.#toTheEnd(line)
  }

  /** The slot passes straight to the next in line, so that no other task gets in between. */
  #leave(line: Line): void {
    line.running -= 1
    this.#running -= 1
    this.#toTheEnd(line)
    this.#forgetIfIdle(line)
    const next = this.#next()
    if (!next) return
    this.#start(next.line)
    next.waiter.start()
  }

  /** Of the key with the fewest running tasks; of several, the one that is first in turn. */
  #next(): { line: Line; waiter: Waiter } | undefined {
    let next: { line: Line; waiter: Waiter } | undefined
    for (const line of this.#lines.values()) {
      const [waiter] = line.waiters
      if (!waiter || !this.#hasSlotFor(line)) continue
      if (line.running === 0) return { line, waiter }
      if (!next || line.running < next.line.running) next = { line, waiter }
    }
    return next
  }

  #toTheEnd(line: Line): void {
    this.#lines.delete(line.key)
    this.#lines.set(line.key, line)
  }

  #turnOf(line: Line, signal: AbortSignal | undefined): Promise<void> {
    this.#makeRoomIn(line)
    return new Promise((resolve, reject) => {
      const leaveLine = () => {
        signal?.removeEventListener('abort', onAbort)
        line.waiters.delete(waiter)
        this.#waiting -= 1
      }
      const waiter: Waiter = {
        start: () => {
          leaveLine()
          resolve()
        },
        refuse: (error) => {
          leaveLine()
          this.#forgetIfIdle(line)
          reject(error)
        },
      }
      const onAbort = () => waiter.refuse(abortError(signal!))
      signal?.addEventListener('abort', onAbort)
      line.waiters.add(waiter)
      this.#waiting += 1
      this.#lines.set(line.key, line)
    })
  }

  /** Where all lines together are full, the longest one gives up the place it took last. */
  #makeRoomIn(line: Line): void {
    const { full, keyFull, waitersMax, waitersPerKeyMax } = this.#options
    if (line.waiters.size >= waitersPerKeyMax) throw keyFull()
    if (this.#waiting < waitersMax) return
    const longest = [...this.#lines.values()].reduce(longerOf, line)
    if (longest.waiters.size <= line.waiters.size + 1) throw full()
    ;[...longest.waiters].at(-1)!.refuse(full())
  }

  #forgetIfIdle({ key, running, waiters }: Line): void {
    if (running === 0 && waiters.size === 0) this.#lines.delete(key)
  }
}

function longerOf(one: Line, other: Line): Line {
  return other.waiters.size > one.waiters.size ? other : one
}
