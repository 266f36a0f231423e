import { createHash } from 'node:crypto'
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises'
import type { ExportClient, RequestOf } from './exportClient.ts'
import { checkSum } from './checkSum.ts'
import { receiveExport, type ReceivedBytes } from './receiveExport.ts'
import { SaveError } from './saveError.ts'
import { startExport, type StartedExport } from './startExport.ts'

export interface SaveOptions {
  /** Base address of the API, such as `https://reports.example.com`. */
  readonly url: string | URL
  /** Aborts the export and cancels it on the server; never by default. */
  readonly signal?: AbortSignal
  /** Called after each chunk that is written. */
  readonly onProgress?: (progress: SaveProgress) => void
  /** How long to keep trying while nothing arrives, in milliseconds; 30,000 by default. */
  readonly retryForMs?: number
  /** Whether to replace an existing file; true by default. */
  readonly overwrite?: boolean
}

/** How far a download is. */
export interface SaveProgress {
  readonly exportId: string
  /** The server's name for the file. */
  readonly fileName: string
  /** Rows of the whole export. */
  readonly rowCount: number
  /** Bytes in the file so far; goes back if the file had to be started over. */
  readonly bytesReceived: number
  /** Size of the file; null while the server does not know it. */
  readonly totalBytes: number | null
}

/** A file that is complete. */
export interface SavedExport {
  readonly exportId: string
  /** The server's name for the file, which a browser would use. */
  readonly fileName: string
  /** Rows of the export, counted when its ticket was issued. */
  readonly rowCount: number
  readonly sizeBytes: number
  /** Checksum of the file, in hexadecimal; the server's audit log has the same. */
  readonly sha256: string
}

/**
 * Exports into a file. The bytes are written to a temporary file beside it, which replaces the
 * target once it is complete and its SHA-256 matches the server's. A broken download is resumed.
 * After an error no part of the file is left, an existing file is unchanged, and the export is
 * cancelled on the server.
 *
 * ```ts
 * const saved = await saveExport(client, { report, filters, format: 'xlsx' }, 'flights.xlsx', { url })
 * ```
 *
 * @param client a tRPC client of Coatcheck's router
 * @param request what to export: report, filters and format; optionally columns, sort and time zone
 * @param target path of the file, or a function that returns it for the server's file name
 * @throws SaveError; the signal's reason; the tRPC client's error if the server refuses the request
 */
export async function saveExport<Client extends ExportClient>(
  client: Client,
  request: RequestOf<Client>,
  target: string | ((fileName: string) => string),
  options: SaveOptions,
): Promise<SavedExport> {
  const signal = options.signal ?? new AbortController().signal
  const started = await startExport(client, request, signal)
  const file = typeof target === 'string' ? target : target(started.receipt.fileName)
  const part = `${file}.part-${started.receipt.exportId}`
  try {
    const saved = await receiveInto(part, started, { ...options, signal })
    await putInPlace(part, file, options.overwrite ?? true)
    return saved
  } catch (error) {
    await started.cancel()
    throw error
  } finally {
    await rm(part, { force: true })
  }
}

async function receiveInto(
  part: string,
  started: StartedExport,
  { url, signal, onProgress, retryForMs }: SaveOptions & { readonly signal: AbortSignal },
): Promise<SavedExport> {
  const { exportId, fileName, rowCount } = started.receipt
  const target = new URL(started.receipt.url, url)
  const handle = await open(part, 'wx').catch(cannotWrite)
  let hash = createHash('sha256')
  let sizeBytes = 0
  try {
    const receiving = {
      url: target,
      clientKey: started.clientKey,
      signal,
      ...(retryForMs !== undefined && { retryForMs }),
    }
    for await (const received of receiveExport(receiving)) {
      // Started over: the same bytes arrive again.
      if (received.position < sizeBytes) hash = createHash('sha256')
      hash.update(received.bytes)
      sizeBytes = await writeAt(handle, received)
      const { totalBytes } = received
      onProgress?.({ exportId, fileName, rowCount, bytesReceived: sizeBytes, totalBytes })
    }
    await handle.truncate(sizeBytes)
    const sha256 = hash.digest('hex')
    await checkSum(started, sha256)
    await handle.sync().catch(cannotWrite)
    return { exportId, fileName, rowCount, sizeBytes, sha256 }
  } finally {
    await handle.close()
  }
}

/** Returns where the bytes end. */
async function writeAt(handle: FileHandle, { position, bytes }: ReceivedBytes): Promise<number> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle
      .write(bytes, offset, bytes.length - offset, position + offset)
      .catch(cannotWrite)
    offset += bytesWritten
  }
  return position + bytes.length
}

/** Replaces the file atomically. */
async function putInPlace(part: string, file: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await rename(part, file).catch(cannotWrite)
    return
  }
  // Unlike a rename, a link fails if the file exists.
  await link(part, file).catch((cause: unknown) => {
    if (codeOf(cause) !== 'EEXIST') return cannotWrite(cause)
    throw new SaveError('file-exists', `${file} already exists. Choose another name.`, { cause })
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function cannotWrite(cause: unknown): never {
  const why = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is exceeded',
    EFBIG: 'it is larger than the file system or a limit allows',
    ENOENT: 'the folder does not exist',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
  }[codeOf(cause)]
  throw new SaveError('cannot-write', `Cannot write the file: ${why ?? String(cause)}.`, {
    cause,
  })
}
