/** Why an export could not be saved. */
export type SaveErrorCode =
  /** The export or its download has expired, was cancelled or deleted, or never existed. */
  | 'gone'
  /** The server could not create the file; the message and `errorCode` say why. */
  | 'failed'
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

export interface SaveErrorOptions extends ErrorOptions {
  readonly errorCode?: string | null
  readonly exportId?: string | null
}

/** The export was not saved, and no part of it is left on the disk. */
export class SaveError extends Error {
  readonly code: SaveErrorCode
  /** Why the export ended on the server, such as `spool-full`; null if it did not say. */
  readonly errorCode: string | null
  /**
   * Set by `saveExport` if the file is ready and was left on the server, where `fetchExport` can save
   * it. Otherwise null.
   */
  readonly exportId: string | null

  constructor(code: SaveErrorCode, message: string, options?: SaveErrorOptions) {
    super(message, options)
    this.name = 'SaveError'
    this.code = code
    this.errorCode = options?.errorCode ?? null
    this.exportId = options?.exportId ?? null
  }
}
