import type { RemoteExport } from './remoteExport.ts'
import { SaveError, type SaveErrorCode } from './saveError.ts'

/** The fault is on this side, so that the file can still be fetched. */
const leavingCodes: ReadonlySet<SaveErrorCode> = new Set([
  'file-exists',
  'cannot-write',
  'connection-lost',
])

/**
 * Cancels an export that could not be saved. If its file is ready and the fault is on this side, the
 * file is left on the server instead: making it again may take long.
 *
 * @returns the error to throw, which has the id of an export that was left
 */
export async function abandonExport(
  remote: Pick<RemoteExport, 'exportId' | 'isReady' | 'cancel'>,
  error: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const mayLeave = remote.isReady() && !signal.aborted
  if (mayLeave && error instanceof SaveError && leavingCodes.has(error.code)) {
    const { code, message, cause } = error
    return new SaveError(code, message, { cause, exportId: remote.exportId })
  }
  await remote.cancel()
  return error
}
