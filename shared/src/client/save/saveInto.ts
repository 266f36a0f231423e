import { createHash, randomUUID } from 'node:crypto'
import { link, lstat, open, rename, rm, type FileHandle } from 'node:fs/promises'
import type { ReceivedBytes } from './receiveExport.ts'
import type { RemoteExport } from './remoteExport.ts'
import { SaveError } from './saveError.ts'
import type { SaveProgress } from './saveProgress.ts'

/** A file that is complete. */
export interface SavedExport {
  readonly exportId: string
  /** The server's name for the file, which a browser would use. */
  readonly fileName: string
  /** Rows of the export, counted when it was asked for. */
  readonly rowCount: number
  readonly sizeBytes: number
  /** Checksum of the file, in hexadecimal; the server's audit log has the same. */
  readonly sha256: string
}

/** Path of the file, or a function that returns it for the server's file name. */
export type SaveTarget = string | ((fileName: string) => string)

export interface Saving {
  readonly onProgress?: ((progress: SaveProgress) => void) | undefined
  readonly overwrite?: boolean | undefined
}

/**
 * Receives an export into a file beside the target, which replaces the target once it is complete.
 * That file is created first, so that an unwritable folder is reported before the export is ready,
 * and so is a target that exists and must not be replaced.
 */
export async function saveInto(
  target: SaveTarget,
  remote: RemoteExport,
  { onProgress, overwrite = true }: Saving,
): Promise<SavedExport> {
  const file = typeof target === 'string' ? target : target(remote.fileName)
  if (!overwrite && (await exists(file))) throw fileExists(file)
  // Not the export's id: the same export may be fetched twice at once.
  const part = `${file}.part-${randomUUID()}`
  try {
    const saved = await receiveInto(part, remote, onProgress)
    await putInPlace(part, file, overwrite)
    return saved
  } finally {
    await rm(part, { force: true })
  }
}

async function receiveInto(
  part: string,
  remote: RemoteExport,
  onProgress: Saving['onProgress'],
): Promise<SavedExport> {
  const { exportId, fileName, rowCount } = remote
  const common = { exportId, fileName, rowCount }
  const handle = await open(part, 'wx').catch(cannotWrite)
  let hash = createHash('sha256')
  let sizeBytes = 0
  try {
    for await (const received of remote.receive(onProgress)) {
      // Started over: the same bytes arrive again.
      if (received.position < sizeBytes) hash = createHash('sha256')
      hash.update(received.bytes)
      sizeBytes = await writeAt(handle, received)
      const { totalBytes } = received
      onProgress?.({ ...common, phase: 'downloading', bytesReceived: sizeBytes, totalBytes })
    }
    await handle.truncate(sizeBytes)
    const sha256 = hash.digest('hex')
    await remote.check(sha256)
    await handle.sync().catch(cannotWrite)
    return { ...common, sizeBytes, sha256 }
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
    throw fileExists(file, cause)
  })
}

/** Also for a link that leads nowhere: it is not replaced either. */
async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  )
}

function fileExists(file: string, cause?: unknown): SaveError {
  return new SaveError('file-exists', `${file} already exists. Choose another name.`, { cause })
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
