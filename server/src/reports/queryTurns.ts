import { AppError } from '../appError.ts'
import type { CoatcheckLimits } from '../coatcheck/coatcheckOptions.ts'
import type { Database } from '../database/database.ts'
import { FairSlots } from '../concurrency/fairSlots.ts'
import { abortError, linkedAbort } from '../concurrency/linkedAbort.ts'

export type QueryLimits = Pick<
  CoatcheckLimits,
  | 'queriesMax'
  | 'queriesPerViewerMax'
  | 'queryQueueMax'
  | 'queryQueuePerViewerMax'
  | 'queryDeadlineMs'
>

/** Reads something until the signal aborts. */
export type Read<Result> = (signal: AbortSignal) => Promise<Result>

/** Where a viewer's queries wait for their turn. */
export interface Turns {
  /**
   * Reads when it is the viewer's turn, and ends what takes longer than the deadline. The turn
   * lasts until the source has let go, even when the one who asks is gone.
   *
   * @param signal aborts when the one who asks is gone
   * @throws AppError `too-many-queries` when the viewer's line is full, `queue-full` when that of
   *   everyone is, `cancelled`, `database-timeout`; what `read` fails with.
   */
  take<Result>(viewerId: string, read: Read<Result>, signal?: AbortSignal): Promise<Result>
}

/** Node takes a longer time for none at all. */
const timeoutMsMax = 2 ** 31 - 1

/**
 * The queries of pages and the counts of exports, of all viewers. A few run at a time and viewers
 * take turns, so that no viewer can take the whole database, however much they ask for.
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

/** A source that heeds no signal is left alone at the deadline. */
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
    'You asked for too much at once. Wait for what is under way, then ask again.',
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
