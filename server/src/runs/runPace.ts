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
/** What each run takes besides its rows: opening the query, the first and the last bytes. */
const fixedMs = 100
/** After so many rows, what was measured before counts half. */
const memoryRows = 500_000
/** The pace of short runs says nothing about one that is so many times as long. */
const longerMax = 20

/** Estimates how long runs wait for their turn, from how fast runs have been. */
export class RunPace {
  readonly #nowMs: () => number
  #rows = 0
  #ms = 0

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  /** A run has ended well. */
  finished({ rowCount, startedMs }: Pick<ActiveRun, 'rowCount' | 'startedMs'>): void {
    const kept = memoryRows / (memoryRows + rowCount)
    this.#rows = this.#rows * kept + rowCount
    this.#ms = this.#ms * kept + Math.max(0, this.#nowMs() - startedMs - fixedMs)
  }

  /**
   * Milliseconds until the turn of each run in line; null where too little is known.
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
    let isKnown = true
    return line.map(({ viewerId, rowCount }) => {
      if (!isKnown) return null
      const startMs = ends.nextStart(viewerId)
      const tookMs = this.#expectedMs(rowCount)
      // When the ones behind it begin is unknown, too.
      if (tookMs === null) isKnown = false
      else ends.add(viewerId, startMs + tookMs)
      return startMs
    })
  }

  #expectedMs(rowCount: number): number | null {
    if (rowCount > this.#rows * longerMax) return null
    return fixedMs + (this.#rows === 0 ? 0 : (rowCount * this.#ms) / this.#rows)
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
    const { count, perViewerMax } = this.#places
    const own = this.#byViewer.get(viewerId) ?? []
    this.#byViewer.set(viewerId, own)
    keepLatest(own, endMs, perViewerMax)
    keepLatest(this.#all, endMs, count)
  }

  nextStart(viewerId: string): number {
    const { count, perViewerMax } = this.#places
    const own = this.#byViewer.get(viewerId) ?? []
    return Math.max(firstOf(this.#all, count), firstOf(own, perViewerMax))
  }
}

/** Keeps the latest `max` ends, the earliest of them first: one is free when that has come. */
function keepLatest(ends: number[], endMs: number, max: number): void {
  const index = ends.findIndex((other) => other > endMs)
  ends.splice(index < 0 ? ends.length : index, 0, endMs)
  if (ends.length > max) ends.shift()
}

function firstOf(ends: readonly number[], max: number): number {
  return ends.length < max ? 0 : (ends[0] ?? 0)
}
