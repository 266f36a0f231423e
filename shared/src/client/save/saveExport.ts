import { createHash } from 'node:crypto'
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises'
import type { ExportClient, RequestOf } from './exportClient.ts'
import { checkSum } from './checkSum.ts'
import { receiveExport, type ReceivedBytes } from './receiveExport.ts'
import { SaveError } from './saveError.ts'
import { startExport, type StartedExport } from './startExport.ts'

export interface SaveOptions {
  /** Address of the API, such as `https://reports.example.com`. */
  readonly url: string | URL
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SaveProgress) => void
  /** How long it tries to get back to a server that is gone, in milliseconds; 30,000 by default. */
  readonly retryForMs?: number
  /** Whether a file that is there already is replaced; it is unless this is false. */
  readonly overwrite?: boolean
}

export interface SaveProgress {
  readonly exportId: string
  readonly fileName: string
  /** Rows of the whole export. */
  readonly rowCount: number
  readonly bytesReceived: number
  /** Size of the file; null as long as the server cannot know it. */
  readonly totalBytes: number | null
}

export interface SavedExport {
  readonly exportId: string
  /** The name that a browser would have given it. */
  readonly fileName: string
  readonly rowCount: number
  readonly sizeBytes: number
  /** In hexadecimal; the same that the server's audit log has. */
  readonly sha256: string
}

/**
 * Exports into a file, whose name may depend on the one that the server gives it. The bytes go beside it first; the file appears when all of them are there and
 * their SHA-256 is the one that the server wrote down. A line that breaks is resumed.
 *
 * On failure nothing is left behind, a former file is as it was, and an export that was given up by
 * `signal` is cancelled on the server too.
 *
 * @throws SaveError; the signal's reason; the client's own error when the request is refused.
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
      // Begun anew: whatever stood here comes once more.
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

/** Answers where the bytes end. */
async function writeAt(handle: FileHandle, { position, bytes }: ReceivedBytes): Promise<number> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle
      .write(bytes, offset, bytes.length - offset, position + offset)
      .catch(cannotWrite)
    offset += bytesWritten
  }
  return position + bytes.length
}

/** Never half a file: the name stands for the old one or for the whole new one. */
async function putInPlace(part: string, file: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await rename(part, file).catch(cannotWrite)
    return
  }
  // Unlike a rename, a link fails where there is a file.
  await link(part, file).catch((cause: unknown) => {
    if (codeOf(cause) !== 'EEXIST') return cannotWrite(cause)
    throw new SaveError('file-exists', `${file} exists already. Choose another name.`, { cause })
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function cannotWrite(cause: unknown): never {
  const why = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EFBIG: 'files may not be that large here',
    ENOENT: 'its folder is not there',
    EACCES: 'you may not write there',
    EISDIR: 'it is a folder',
  }[codeOf(cause)]
  throw new SaveError('cannot-write', `The file cannot be written: ${why ?? String(cause)}.`, {
    cause,
  })
}
