import type { FileHandle } from 'node:fs/promises'

/** Position of a line in its file; the newline is not counted. */
export interface LinePlace {
  readonly offset: number
  readonly lengthBytes: number
}

export interface FileEnd {
  readonly sizeBytes: number
  /** Whether the last line lacks its newline. */
  readonly torn: boolean
}

interface Waiter {
  readonly line: Buffer
  readonly resolve: (place: LinePlace) => void
  readonly reject: (error: unknown) => void
}

export type LineWriter = ReturnType<typeof createLineWriter>

/**
 * Appends lines to a file that was opened with O_APPEND, in the order of the calls. Lines that
 * arrive during a write share the next one.
 *
 * A line counts as written when the operating system has it: it then survives the end of this
 * process, even by `kill -9`. The disk follows in the background, one fdatasync at a time, so a power
 * cut can lose the last lines. Waiting for it would delay each handshake while the disk is busy with
 * spools: on common file systems fsync queues behind gigabytes of them.
 */
export function createLineWriter(file: FileHandle, end: FileEnd) {
  let { sizeBytes, torn } = end
  let waiting: Waiter[] = []
  let writing: Promise<void> | undefined
  let syncing: Promise<void> | undefined
  let unsynced = false
  let syncError: Error | undefined
  let closed = false

  return {
    append(text: string): Promise<LinePlace> {
      if (closed) return Promise.reject(new Error('The file is closed.'))
      return new Promise((resolve, reject) => {
        waiting.push({ line: Buffer.from(`${text}\n`), resolve, reject })
        writing ??= writeWaiting()
      })
    },
    /** Resolves once everything is on the disk. */
    async close(): Promise<void> {
      closed = true
      await writing
      await syncing
    },
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        await writeGroup(group)
        unsynced = true
        syncing ??= syncWritten()
      } catch (error) {
        await expectTornLine()
        for (const { reject } of group) reject(error)
      }
    }
    // Not in a later microtask: a line that arrived in between would wait for ever.
    writing = undefined
  }

  async function writeGroup(group: readonly Waiter[]): Promise<void> {
    if (syncError) {
      // A failing disk is reported to the next caller, who can refuse what would go unrecorded.
      const error = syncError
      syncError = undefined
      throw error
    }
    // A newline first terminates what an interrupted write left behind.
    const opening = torn ? [Buffer.from('\n')] : []
    await writeFully(file, Buffer.concat([...opening, ...group.map(({ line }) => line)]))
    sizeBytes += opening.length
    torn = false
    for (const { line, resolve } of group) {
      resolve({ offset: sizeBytes, lengthBytes: line.length - 1 })
      sizeBytes += line.length
    }
  }

  /** After a failed write it is unknown how much of it is in the file. */
  async function expectTornLine(): Promise<void> {
    torn = true
    sizeBytes = await file.stat().then(
      (stats) => stats.size,
      () => sizeBytes,
    )
  }

  async function syncWritten(): Promise<void> {
    while (unsynced) {
      unsynced = false
      await file.datasync().catch((cause: unknown) => {
        syncError = new Error('The disk did not accept what was written.', { cause })
      })
    }
    syncing = undefined
  }
}

async function writeFully(file: FileHandle, bytes: Buffer): Promise<void> {
  let rest = bytes
  while (rest.length > 0) {
    const { bytesWritten } = await file.write(rest)
    rest = rest.subarray(bytesWritten)
  }
}
