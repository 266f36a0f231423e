import { AppError } from '../appError.ts'
import type { Database } from '../database/database.ts'
import { FairSlots } from '../concurrency/fairSlots.ts'
import { abortError, linkedAbort } from '../concurrency/linkedAbort.ts'

/** The limits of an app that are about queries. */
export interface QueryLimits {
  readonly queriesMax: number
  readonly queriesPerViewerMax: number
  readonly queryQueueMax: number
  readonly queryQueuePerViewerMax: number
  readonly queryDeadlineMs: number
}

/** Reads something; stops when the signal aborts. */
export type Read<Result> = (signal: AbortSignal) => Promise<Result>

/** Where a viewer's queries wait for their turn. */
export interface Turns {
  /**
   * Reads when it is the viewer's turn, and ends a read that takes longer than the deadline. The turn
   * lasts until the source has stopped, even when the requester has left.
   *
   * @param signal aborts when the requester has left
   * @throws AppError `too-many-queries` when the viewer's queue is full, `queue-full` when that of
   *   all viewers is, `cancelled`, `database-timeout`; also the error of `read`.
   */
  take<Result>(viewerId: string, read: Read<Result>, signal?: AbortSignal): Promise<Result>
}

/** Node treats a longer time as 1 ms. */
const timeoutMsMax = 2 ** 31 - 1

/**
 * The queries of pages and the counts of exports, of all viewers. A few run at a time and viewers
 * take turns, so that no viewer can occupy the whole database.
 */
export class QueryTurns implements Turns {
  readonly #slots: FairSlots
  readonly #deadlineMs: number

  constructor(limits: QueryLimits, { queriesMax = Infinity }: Pick<Database, 'queriesMax'> = {}) {
    const slots = Math.max(1, Math.min(limits.queriesMax, queriesMax))
    this.#deadlineMs = Math.min(limits.queryDeadlineMs, timeoutMsMax)
    this.#slots = new FairSlots({
      slots,
      slotsPerKey: Math.max(1, Math.min(limits.queriesPerViewerMax, slots - 1)),
      waitersMax: limits.queryQueueMax,
      waitersPerKeyMax: limits.queryQueuePerViewerMax,
      keyFull: tooManyQueries,
      full: tooBusy,
    })
  }

  get running(): number {
    return this.#slots.running
  }

  get waiting(): number {
    return this.#slots.waiting
  }

  take<Result>(viewerId: string, read: Read<Result>, signal?: AbortSignal): Promise<Result> {
    return this.#slots.run(viewerId, () => withinTime(this.#deadlineMs, read, signal), signal)
  }
}

/** Does not wait past the deadline for a source that ignores its signal. */
async function withinTime<Result>(
  deadlineMs: number,
  read: Read<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const abort = linkedAbort(signal)
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = tookTooLong()
      abort.abort(error)
      reject(error)
    }, deadlineMs)
  })
  try {
    return await Promise.race([read(abort.signal), deadline])
  } catch (error) {
    throw abort.signal.aborted ? abortError(abort.signal) : error
  } finally {
    clearTimeout(timer)
    abort.unlink()
  }
}

function tooManyQueries(): AppError {
  return new AppError(
    'too-many-queries',
    'Too many requests at once. Wait for those that are running, then try again.',
    { retryAfterS: 2 },
  )
}

function tooBusy(): AppError {
  return new AppError('queue-full', 'The server is too busy right now. Try again in a moment.', {
    retryAfterS: 5,
  })
}

function tookTooLong(): AppError {
  return new AppError(
    'database-timeout',
    'The database took too long. Please narrow the filters, or try again later.',
    { retryAfterS: 30 },
  )
}
