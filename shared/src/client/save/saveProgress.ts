interface AnyProgress {
  readonly exportId: string
  /** The server's name for the file. */
  readonly fileName: string
  /** Rows of the whole export. */
  readonly rowCount: number
  /** Bytes in the file so far; goes back if the file had to be started over. */
  readonly bytesReceived: number
  /** Size of the file; null while it is not known. */
  readonly totalBytes: number | null
}

/** The export waits for its turn. */
export interface QueuedProgress extends AnyProgress {
  readonly phase: 'queued'
  /** Position in the queue, 1 for the next; null if it is about to begin. */
  readonly placeInLine: number | null
  /** Estimated seconds until its turn; null if unknown. */
  readonly waitS: number | null
}

/** The server writes the file. */
export interface PreparingProgress extends AnyProgress {
  readonly phase: 'preparing'
  /** Rows in the server's file so far. */
  readonly rowsWritten: number
}

/** The file arrives. */
export interface DownloadingProgress extends AnyProgress {
  readonly phase: 'downloading'
}

/** How far an export is; `phase` says which fields there are besides those of all phases. */
export type SaveProgress = QueuedProgress | PreparingProgress | DownloadingProgress
