import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '../database/database.ts'
import type { Catalogue } from '../reports/catalogue.ts'
import { runExport } from './runExport.ts'
import type { BegunRun } from './runner.ts'
import { RunQueue, type QueueLimits, type RunPlace } from './runQueue.ts'
import type { RunResult } from './workerProtocol.ts'

export interface InProcessOptions {
  readonly catalogue: Catalogue
  readonly database: Database
  /** Runs at once; they share one thread, so more of them only take turns. */
  readonly size: number
  readonly limits: QueueLimits
}

/**
 * Runs exports on the main thread, in turn with everything else: after each batch of rows the event
 * loop goes around once.
 */
export class InProcessRunner extends RunQueue {
  constructor(options: InProcessOptions) {
    const places = Array.from({ length: options.size }, () => new Place(options))
    super(places, options.limits)
  }
}

class Place implements RunPlace {
  readonly #options: InProcessOptions
  #current: Promise<unknown> | null = null
  readonly #closing = new AbortController()

  constructor(options: InProcessOptions) {
    this.#options = options
  }

  async run({ job, signal, onProgress }: BegunRun): Promise<RunResult> {
    const { catalogue, database } = this.#options
    const running = runExport(job, database, {
      catalogue,
      signal: AbortSignal.any([signal, this.#closing.signal]),
      onProgress,
      giveWay: nextTurn,
    })
    this.#current = running
    try {
      return await running
    } finally {
      this.#current = null
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#current?.catch(() => {})
  }
}
