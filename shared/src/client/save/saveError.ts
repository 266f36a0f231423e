/** Why an export could not be saved. */
export type SaveErrorCode =
  /** The server takes the address no more: it expired, was cancelled, or has been fetched. */
  | 'gone'
  /** The server refused it; the message says why. */
  | 'refused'
  /** The line broke again and again. */
  | 'connection-lost'
  /** What arrived is not what the server made. */
  | 'damaged'
  | 'file-exists'
  /** The file could not be written: the disk is full, or the folder is not there. */
  | 'cannot-write'

/** The export is not saved, and nothing of it is left behind. */
export class SaveError extends Error {
  readonly code: SaveErrorCode

  constructor(code: SaveErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SaveError'
    this.code = code
  }
}
