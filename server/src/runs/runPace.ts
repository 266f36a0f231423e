/** A run that has a place. */
export interface ActiveRun {
  readonly viewerId: string
  /** Rows that it will write, as counted. */
  readonly rowCount: number
  readonly rowsWritten: number
  /** When a place took it, on the monotonic clock. */
  readonly startedMs: number
}

export interface RunPlaces {
  readonly count: number
  /** Runs that one viewer may have at once. */
  readonly perViewerMax: number
}

/** From then on, a run's own pace says more than that of the runs before it. */
const ownPaceFromMs = 500

/** Estimates how long runs wait for their turn, from how fast runs have been. */
export class RunPace {
  readonly #nowMs: () => number
  #rows = 0
  #ms = 0

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  /** A run has ended well. Older runs count less and less. */
  finished(run: Pick<ActiveRun, 'rowCount' | 'startedMs'>): void {
    this.#rows = this.#rows / 2 + run.rowCount
    this.#ms = this.#ms / 2 + this.#nowMs() - run.startedMs
  }

  /**
   * Milliseconds until the turn of each run in line; null while nothing is known of their pace.
   *
   * @param line in the order of their turns
   */
  waitsMs(
    active: Iterable<ActiveRun>,
    line: readonly Pick<ActiveRun, 'viewerId' | 'rowCount'>[],
    places: RunPlaces,
  ): readonly (number | null)[] {
    const ends = new Ends(places)
    for (const run of active) {
      const leftMs = this.#leftMs(run)
      if (leftMs === null) return line.map(() => null)
      ends.add(run.viewerId, leftMs)
    }
    return line.map(({ viewerId, rowCount }) => {
      const tookMs = this.#expectedMs(rowCount)
      if (tookMs === null) return null
      const startMs = ends.nextStart(viewerId)
      ends.add(viewerId, startMs + tookMs)
      return startMs
    })
  }

  #expectedMs(rowCount: number): number | null {
    return this.#rows === 0 ? null : (rowCount * this.#ms) / this.#rows
  }

  #leftMs({ rowCount, rowsWritten, startedMs }: ActiveRun): number | null {
    const elapsedMs = this.#nowMs() - startedMs
    if (elapsedMs >= ownPaceFromMs && rowsWritten > 0) {
      return (elapsedMs * Math.max(0, rowCount - rowsWritten)) / rowsWritten
    }
    const expectedMs = this.#expectedMs(rowCount)
    return expectedMs === null ? null : Math.max(0, expectedMs - elapsedMs)
  }
}

/** When runs end, so that another may take the place. */
class Ends {
  readonly #places: RunPlaces
  readonly #all: number[] = []
  readonly #byViewer = new Map<string, number[]>()

  constructor(places: RunPlaces) {
    this.#places = places
  }

  add(viewerId: string, endMs: number): void {
    const own = this.#byViewer.get(viewerId) ?? []
    this.#byViewer.set(viewerId, own)
    own.push(endMs)
    this.#all.push(endMs)
  }

  nextStart(viewerId: string): number {
    const { count, perViewerMax } = this.#places
    const own = this.#byViewer.get(viewerId) ?? []
    return Math.max(whenFewerThan(count, this.#all), whenFewerThan(perViewerMax, own))
  }
}

/** When fewer than `max` of these have not ended yet. */
function whenFewerThan(max: number, ends: readonly number[]): number {
  return ends.toSorted((one, other) => one - other).at(-max) ?? 0
}
