/** An upload in parts that has begun. */
export interface PartialUpload {
  readonly key: string
  readonly uploadId: string
}

export interface UploadPart {
  /** From 1. */
  readonly number: number
  readonly sizeBytes: number
  /** Its bytes, opened again when it has to be sent again. */
  readonly open: () => NodeJS.ReadableStream
}

/** Bytes `start` to `end`, the latter exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What an upload that is complete is known by: other bytes under the same key have another one. */
export type ETag = string

/**
 * A place for whole objects that all nodes reach, such as a bucket. Keys are relative to the place.
 * Each method rejects with an AppError `store-unavailable` when the place cannot be reached, or does
 * not let us in; and with the reason of the signal when that aborts.
 */
export interface ObjectStore {
  /** For messages, such as `s3://bucket/prefix`; without credentials. */
  readonly name: string
  /** Resolves if the place is there and lets us in. */
  check(): Promise<void>
  /** A small object, in place of one with the same key. */
  put(key: string, text: string): Promise<void>
  /** A small object; null if there is none. */
  get(key: string): Promise<string | null>
  /** A whole object from a stream, which is sent once. */
  putFile(key: string, part: UploadPart, signal: AbortSignal): Promise<ETag>
  /** The bytes of the range, or more. Null unless there is an object with this key and this ETag. */
  read(
    key: string,
    range: ByteRange,
    etag: ETag,
    signal: AbortSignal,
  ): Promise<NodeJS.ReadableStream | null>
  /** Size and ETag of an object; null if there is none. */
  head(key: string): Promise<{ readonly sizeBytes: number; readonly etag: ETag } | null>
  /** Keys that begin so, in the order of their characters, a page at a time. */
  list(prefix: string): AsyncGenerator<readonly string[]>
  /** Succeeds also if there is none. */
  delete(key: string): Promise<void>
  /** Cannot be ended: an upload that begins without our knowledge could not be dropped. */
  beginUpload(key: string): Promise<PartialUpload>
  /** Null when there is no such upload any more. */
  putPart(upload: PartialUpload, part: UploadPart, signal: AbortSignal): Promise<ETag | null>
  /**
   * Null when there is no such upload any more; it may have been completed before.
   *
   * @param parts the ETag of each part, in order
   */
  completeUpload(
    upload: PartialUpload,
    parts: readonly ETag[],
    signal: AbortSignal,
  ): Promise<ETag | null>
  /** Drops the parts that were sent; succeeds also if there are none. */
  abortUpload(upload: PartialUpload): Promise<void>
  close(): void
}
