import { AppError } from '../appError.ts'
import { cancelled, draining, tooManyQueued } from '../exportErrors.ts'
import type { CoatcheckLimits } from '../limits.ts'
import { FairLine } from './fairLine.ts'
import { RunPace } from './runPace.ts'
import type { BegunRun, Run, Runner } from './runner.ts'
import type { RunResult } from './workerProtocol.ts'

/** A place where one run at a time may go on. */
export interface RunPlace {
  /** Called only when the run before it has settled. */
  run(run: BegunRun): Promise<RunResult>
  close(): Promise<void>
}

export type QueueLimits = Pick<
  CoatcheckLimits,
  'queueMax' | 'queuedPerViewerMax' | 'runsPerViewerMax'
>

interface Pending extends Run {
  readonly resolve: (result: RunResult) => void
  readonly reject: (error: unknown) => void
  /** What was announced last. */
  place: number
  waitS: number | null
}

interface Active {
  readonly viewerId: string
  readonly rowCount: number
  rowsWritten: number
  startedMs: number
}

/** How often estimates are announced, because the pace of the runs changes. */
const estimateEveryMs = 2_000

/** How long to wait before another run of a viewer is tried, after one that could not begin. */
const tryAgainMs = 250

/** In a long line, every change moves hundreds: they are told together. */
const announceEveryMs = 100

/** A fixed number of places and the line in front of them, in which viewers take turns. */
export class RunQueue implements Runner {
  readonly #limits: QueueLimits
  readonly #places: readonly RunPlace[]
  readonly #active = new Map<RunPlace, Active>()
  readonly #line = new FairLine<Pending>()
  /** Viewers of whom a run could not begin a moment ago. */
  readonly #onHold = new Set<string>()
  readonly #pace = new RunPace()
  #estimating: NodeJS.Timeout | undefined
  #announcing: NodeJS.Timeout | undefined
  #announcedAtMs = -Infinity
  #closed = false

  constructor(places: readonly RunPlace[], limits: QueueLimits) {
    this.#places = places
    this.#limits = limits
  }

  async ready(): Promise<void> {}

  get queueLength(): number {
    return this.#line.length
  }

  get activeCount(): number {
    return this.#active.size
  }

  checkRoom(viewerId: string): void {
    const { queueMax, queuedPerViewerMax } = this.#limits
    if (this.#closed) throw draining()
    const isFree = this.#active.size < this.#places.length
    if (isFree && this.#runningOf(viewerId) !== null) return
    if (this.#line.lengthOf(viewerId) >= queuedPerViewerMax) {
      throw tooManyQueued(queuedPerViewerMax)
    }
    if (this.#line.length >= queueMax) throw queueFull()
  }

  async run(run: Run): Promise<RunResult> {
    run.signal.throwIfAborted()
    this.checkRoom(run.viewerId)
    return new Promise((resolve, reject) => {
      const pending: Pending = { ...run, resolve, reject, place: 0, waitS: null }
      this.#line.push(pending)
      run.signal.addEventListener('abort', () => this.#leave(pending), { once: true })
      run.onAccepted()
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const pending of this.#line.clear()) pending.reject(cancelled('export'))
    clearTimeout(this.#announcing)
    this.#keepEstimating()
    await Promise.all(this.#places.map((place) => place.close()))
  }

  #leave(pending: Pending): void {
    if (!this.#line.remove(pending)) return
    pending.reject(cancelled('export'))
    this.#announce()
  }

  #dispatch(): void {
    for (const place of this.#places) {
      if (this.#active.has(place)) continue
      const next = this.#line.take((viewerId) => this.#runningOf(viewerId))
      if (!next) break
      void this.#start(place, next)
    }
    this.#announce()
  }

  /** How many runs a viewer has; null if they may have no more at the moment. */
  #runningOf(viewerId: string): number | null {
    if (this.#onHold.has(viewerId)) return null
    const count = this.#countOf(viewerId)
    return count < this.#limits.runsPerViewerMax ? count : null
  }

  #countOf(viewerId: string): number {
    let count = 0
    for (const run of this.#active.values()) if (run.viewerId === viewerId) count += 1
    return count
  }

  async #start(place: RunPlace, pending: Pending): Promise<void> {
    const { viewerId, rowCount, signal } = pending
    const active: Active = { viewerId, rowCount, rowsWritten: 0, startedMs: performance.now() }
    this.#active.set(place, active)
    try {
      const job = await pending.begin()
      if (this.#closed) throw draining()
      if (!job) {
        this.#waitAgain(pending)
        return
      }
      signal.throwIfAborted()
      active.startedMs = performance.now()
      const onProgress = (rows: number, bytes: number) => {
        active.rowsWritten = rows
        pending.onProgress(rows, bytes)
      }
      const running = place.run({ job, signal, onProgress })
      pending.onStart()
      pending.resolve(await running)
      this.#pace.finished(active)
    } catch (error) {
      pending.reject(error)
    } finally {
      this.#active.delete(place)
      this.#line.toTheEnd(viewerId)
      this.#dispatch()
    }
  }

  #waitAgain(pending: Pending): void {
    const { viewerId, signal, reject } = pending
    if (signal.aborted) {
      reject(cancelled('export'))
      return
    }
    this.#line.putBack(pending)
    this.#onHold.add(viewerId)
    setTimeout(() => {
      this.#onHold.delete(viewerId)
      this.#dispatch()
    }, tryAgainMs).unref()
  }

  #announce(): void {
    if (this.#announcing || this.#closed) return
    const sinceMs = performance.now() - this.#announcedAtMs
    const isShort = this.#line.length <= 50
    if (isShort || sinceMs >= announceEveryMs) {
      this.#tellPlaces()
      return
    }
    this.#announcing = setTimeout(() => {
      this.#announcing = undefined
      this.#tellPlaces()
    }, announceEveryMs - sinceMs).unref()
  }

  /** Tells each run in line its place and the estimate, if they have changed. */
  #tellPlaces(): void {
    this.#announcedAtMs = performance.now()
    this.#keepEstimating()
    const line = this.#line.inOrder((viewerId) => this.#countOf(viewerId))
    const places = { count: this.#places.length, perViewerMax: this.#limits.runsPerViewerMax }
    const waitsMs = this.#pace.waitsMs(this.#active.values(), line, places)
    for (const [index, pending] of line.entries()) {
      const waitS = roundedS(waitsMs[index] ?? null)
      if (pending.place === index + 1 && pending.waitS === waitS) continue
      pending.place = index + 1
      pending.waitS = waitS
      pending.onPlace(pending.place, waitS)
    }
  }

  #keepEstimating(): void {
    if (this.#line.length === 0) {
      clearInterval(this.#estimating)
      this.#estimating = undefined
    } else {
      this.#estimating ??= setInterval(() => this.#announce(), estimateEveryMs).unref()
    }
  }
}

/** An estimate is no countdown: up to a minute in steps of 5 seconds, then in steps of half a minute. */
function roundedS(ms: number | null): number | null {
  if (ms === null) return null
  const stepS = ms <= 60_000 ? 5 : 30
  return Math.ceil(ms / 1000 / stepS) * stepS
}

function queueFull(): AppError {
  return new AppError('queue-full', 'Too many exports are in line. Try again in a minute.', {
    retryAfterS: 60,
  })
}
