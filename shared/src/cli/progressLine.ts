import type { SaveProgress } from '../client/save/saveExport.ts'

const barCharacters = 24
const redrawMs = 100

/** Shows the progress on standard error: a bar on a terminal, nothing elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #silent: boolean
  #drawnMs = -Infinity

  constructor(stream: NodeJS.WriteStream, { silent }: { readonly silent: boolean }) {
    this.#stream = stream
    this.#silent = silent || !stream.isTTY
  }

  show(progress: Pick<SaveProgress, 'bytesReceived' | 'totalBytes' | 'rowCount'>): void {
    const nowMs = performance.now()
    if (this.#silent || nowMs - this.#drawnMs < redrawMs) return
    this.#drawnMs = nowMs
    this.#stream.write(`\r\u001B[K${progressText(progress)}`)
  }

  clear(): void {
    if (!this.#silent && this.#drawnMs > 0) this.#stream.write('\r\u001B[K')
  }
}

export function progressText({
  bytesReceived,
  totalBytes,
  rowCount,
}: Pick<SaveProgress, 'bytesReceived' | 'totalBytes' | 'rowCount'>): string {
  const rows = `${rowCount.toLocaleString('en')} rows`
  if (totalBytes === null) return `${rows}, ${sizeText(bytesReceived)} so far`
  // A server may send more than it said.
  const part = totalBytes === 0 ? 1 : Math.min(1, bytesReceived / totalBytes)
  const full = Math.round(part * barCharacters)
  const bar = '█'.repeat(full) + '░'.repeat(barCharacters - full)
  return `${bar} ${String(Math.floor(part * 100)).padStart(3)} % of ${sizeText(totalBytes)}, ${rows}`
}

export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
