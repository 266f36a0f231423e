import type { QueuedProgress, SaveProgress } from '../client/save/saveProgress.ts'

const barCharacters = 24
const redrawMs = 100

/** Shows the progress on standard error: a bar on a terminal, nothing elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #silent: boolean
  #drawnMs = -Infinity
  #phase: SaveProgress['phase'] | null = null

  constructor(stream: NodeJS.WriteStream, { silent }: { readonly silent: boolean }) {
    this.#stream = stream
    this.#silent = silent || !stream.isTTY
  }

  show(progress: SaveProgress): void {
    const nowMs = performance.now()
    const isFresh = progress.phase === this.#phase && nowMs - this.#drawnMs < redrawMs
    if (this.#silent || isFresh) return
    this.#drawnMs = nowMs
    this.#phase = progress.phase
    this.#stream.write(`\r\u001B[K${progressText(progress)}`)
  }

  clear(): void {
    if (!this.#silent && this.#drawnMs > 0) this.#stream.write('\r\u001B[K')
  }
}

export function progressText(progress: SaveProgress): string {
  const rows = rowsText(progress.rowCount)
  switch (progress.phase) {
    case 'queued':
      return queuedText(progress)
    case 'preparing':
      return `${barOf(progress.rowsWritten, progress.rowCount)} of ${rows} prepared`
    case 'downloading': {
      const { bytesReceived, totalBytes } = progress
      if (totalBytes === null) return `${rows}, ${sizeText(bytesReceived)} so far`
      return `${barOf(bytesReceived, totalBytes)} of ${sizeText(totalBytes)}, ${rows}`
    }
  }
}

function queuedText({ placeInLine, waitS }: QueuedProgress): string {
  if (placeInLine === null) return 'Waiting for the export to start'
  const wait = waitS === null ? '' : `, about ${durationText(waitS)} to wait`
  return `Place ${placeInLine} in line${wait}`
}

function barOf(done: number, total: number): string {
  const percent = percentOf(done, total)
  const full = Math.round((percent / 100) * barCharacters)
  const bar = '█'.repeat(full) + '░'.repeat(barCharacters - full)
  return `${bar} ${String(percent).padStart(3)} %`
}

export function rowsText(count: number): string {
  return `${count.toLocaleString('en')} row${count === 1 ? '' : 's'}`
}

/** A whole number up to 100: a server may send more than it said. */
export function percentOf(done: number, total: number): number {
  return total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total))
}

function durationText(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
