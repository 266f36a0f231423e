import { AppError } from '../appError.ts'
import type { CoatcheckLimits } from '../limits.ts'

/** One viewer's live updates on this node. */
export interface Watch {
  /** Aborts when the session has ended. */
  readonly ended: AbortSignal
  close(): void
}

interface OpenWatch {
  readonly sessionId: string
  readonly stop: AbortController
}

/** The live updates of this node: so many of one viewer, each until its session ends. */
export class Watches {
  readonly #perViewerMax: number
  readonly #byViewer = new Map<string, Set<OpenWatch>>()

  constructor({ watchesPerViewerMax }: Pick<CoatcheckLimits, 'watchesPerViewerMax'>) {
    this.#perViewerMax = watchesPerViewerMax
  }

  /** @throws AppError `too-many-queries` */
  open(viewerId: string, sessionId: string): Watch {
    const watches = this.#byViewer.get(viewerId) ?? new Set()
    if (watches.size >= this.#perViewerMax) throw tooManyWatches(this.#perViewerMax)
    const watch = { sessionId, stop: new AbortController() }
    this.#byViewer.set(viewerId, watches.add(watch))
    return {
      ended: watch.stop.signal,
      close: () => {
        watches.delete(watch)
        if (watches.size === 0 && this.#byViewer.get(viewerId) === watches) {
          this.#byViewer.delete(viewerId)
        }
      },
    }
  }

  /** After a sign-out, here or on another node. */
  endSession(ended: string): void {
    for (const watches of this.#byViewer.values()) {
      for (const { sessionId, stop } of [...watches]) if (sessionId === ended) stop.abort()
    }
  }
}

function tooManyWatches(max: number): AppError {
  return new AppError(
    'too-many-queries',
    `Live updates are open in ${max} places. Close one of them, then try again.`,
    { retryAfterS: 10 },
  )
}
