/** Why an export could not be saved. */
export type SaveErrorCode =
  /** The download has expired, was cancelled, or has already been fetched. */
  | 'gone'
  /** The server refused the download; the message says why. */
  | 'refused'
  /** The connection broke repeatedly, or the server could not be reached for too long. */
  | 'connection-lost'
  /** The received file differs from the one that the server created. */
  | 'damaged'
  /** The file exists and must not be overwritten. */
  | 'file-exists'
  /** The file cannot be written: the disk is full, or the folder does not exist. */
  | 'cannot-write'

/** The export was not saved, and no part of it is left on the disk. */
export class SaveError extends Error {
  readonly code: SaveErrorCode

  constructor(code: SaveErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SaveError'
    this.code = code
  }
}
