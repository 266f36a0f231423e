import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type ServerSideEncryption,
} from '@aws-sdk/client-s3'
import { AppError } from '../../appError.ts'
import { orAborted } from '../../concurrency/orAborted.ts'
import type { ByteRange, ETag, ObjectStore, PartialUpload, UploadPart } from '../objectStore.ts'
import { s3Unavailable } from './s3Failures.ts'
import { readS3Address, type S3Options } from './s3Options.ts'

/** How long a small request may take, with what is tried again: a viewer waits for it. */
const quickMs = 1_800
/**
 * The same for those that no viewer waits for. On a slow store they must come to an end all the same: an
 * upload whose beginning is given up may have begun, and no node would drop it.
 */
const unattendedMs = 6_000
/** Attempts of one request, at most; a part is tried again by the upload. */
const attemptsMax = 2

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** The objects below a prefix of a bucket, in any S3-compatible store. */
export class S3Objects implements ObjectStore {
  readonly name: string
  readonly #client: S3Client
  readonly #bucket: string
  readonly #prefix: string
  readonly #encryption: {
    ServerSideEncryption?: ServerSideEncryption
    SSEKMSKeyId?: string
  }

  /** @throws Error when `url` is not that of a bucket */
  constructor(options: S3Options) {
    const { bucket, prefix } = readS3Address(options.url)
    const { encryption, encryptionKeyId, endpoint, pathStyle = false, region } = options
    this.name = `s3://${bucket}${prefix && `/${prefix}`}`
    this.#bucket = bucket
    this.#prefix = prefix && `${prefix}/`
    this.#encryption = {
      ...(encryption && { ServerSideEncryption: encryption }),
      ...(encryptionKeyId && { SSEKMSKeyId: encryptionKeyId }),
    }
    this.#client = new S3Client({
      maxAttempts: attemptsMax,
      forcePathStyle: pathStyle,
      ...(endpoint && { endpoint }),
      ...(region && { region }),
      // It warns on the console of what is tried again.
      logger: silent,
      // Stores other than Amazon's do not know the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: 1_500,
        // A part that hangs is sent again; one on a slow line is not.
        socketTimeout: 60_000,
        requestTimeout: 15 * 60_000,
        throwOnRequestTimeout: true,
        // A slow download keeps its connection: it must not keep others waiting for one.
        httpAgent: { maxSockets: Infinity },
        httpsAgent: { maxSockets: Infinity },
      },
    })
    // A stream could only be hashed by reading it twice; its length is checked, and TLS has the rest.
    this.#client.middlewareStack.add(
      (next) => (args) => {
        const { body, headers } = args.request as {
          body?: unknown
          headers: Record<string, string>
        }
        if (body instanceof Readable) headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
        return next(args)
      },
      { step: 'build', name: 'unsignedStreams' },
    )
  }

  async check(): Promise<void> {
    await this.#quickly((abortSignal) =>
      this.#client.send(new HeadBucketCommand(this.#at()), { abortSignal }),
    )
  }

  async put(key: string, body: string): Promise<void> {
    const input = { ...this.#at(key), ...this.#encryption, Body: body }
    await this.#unattended((abortSignal) =>
      this.#client.send(new PutObjectCommand(input), { abortSignal }),
    )
  }

  async get(key: string): Promise<string | null> {
    const read = (abortSignal: AbortSignal) =>
      nullIfMissing(async () => {
        const { Body } = await this.#client.send(new GetObjectCommand(this.#at(key)), {
          abortSignal,
        })
        return text(Body as Readable)
      })
    return this.#quickly(read)
  }

  async putFile(key: string, part: UploadPart, signal: AbortSignal): Promise<ETag> {
    const Body = part.open() as Readable
    const body = { Body, ContentLength: part.sizeBytes }
    const input = { ...this.#at(key), ...this.#encryption, ...body }
    try {
      const sent = this.#sent(signal, (abortSignal) =>
        this.#client.send(new PutObjectCommand(input), { abortSignal }),
      )
      return etagOf(await sent)
    } finally {
      Body.destroy()
    }
  }

  async read(
    key: string,
    { start, end }: ByteRange,
    etag: ETag,
    signal: AbortSignal,
  ): Promise<Readable | null> {
    const input = { ...this.#at(key), Range: `bytes=${start}-${end - 1}`, IfMatch: etag }
    const opening = (abortSignal: AbortSignal) =>
      nullIfMissing(() => this.#client.send(new GetObjectCommand(input), { abortSignal }))
    const reply = await this.#sent(signal, opening)
    if (!reply) return null
    const body = reply.Body as Readable
    // Not every store knows If-Match, or sends a part that begins at 0 rather than the whole.
    const sizeBytes = reply.ContentLength ?? 0
    const isPart = sizeBytes === end - start || (start === 0 && sizeBytes > end)
    if (etagOf(reply) === etag && isPart) return body
    body.destroy()
    return null
  }

  async head(key: string): Promise<{ sizeBytes: number; etag: ETag } | null> {
    const reply = await this.#unattended((abortSignal) =>
      nullIfMissing(() => this.#client.send(new HeadObjectCommand(this.#at(key)), { abortSignal })),
    )
    return reply && { sizeBytes: reply.ContentLength ?? -1, etag: etagOf(reply) }
  }

  async *list(prefix: string): AsyncGenerator<readonly string[]> {
    for (let after: string | undefined; ;) {
      const input = { ...this.#at(), Prefix: this.#prefix + prefix, ContinuationToken: after }
      const page = await this.#unattended((abortSignal) =>
        this.#client.send(new ListObjectsV2Command(input), { abortSignal }),
      )
      yield (page.Contents ?? []).map(({ Key = '' }) => Key.slice(this.#prefix.length))
      after = page.NextContinuationToken
      if (after === undefined) return
    }
  }

  async delete(key: string): Promise<void> {
    await this.#quickly((abortSignal) =>
      nullIfMissing(() =>
        this.#client.send(new DeleteObjectCommand(this.#at(key)), { abortSignal }),
      ),
    )
  }

  async beginUpload(key: string): Promise<PartialUpload> {
    const input = { ...this.#at(key), ...this.#encryption }
    const { UploadId = '' } = await this.#unattended((abortSignal) =>
      this.#client.send(new CreateMultipartUploadCommand(input), { abortSignal }),
    )
    return { key, uploadId: UploadId }
  }

  async putPart(
    { key, uploadId }: PartialUpload,
    { number, open, sizeBytes }: UploadPart,
    signal: AbortSignal,
  ): Promise<ETag | null> {
    const Body = open() as Readable
    const part = { PartNumber: number, Body, ContentLength: sizeBytes }
    const input = { ...this.#at(key), UploadId: uploadId, ...part }
    try {
      const reply = await this.#sent(signal, (abortSignal) =>
        nullIfMissing(() => this.#client.send(new UploadPartCommand(input), { abortSignal })),
      )
      return reply && etagOf(reply)
    } finally {
      Body.destroy()
    }
  }

  async completeUpload(
    { key, uploadId }: PartialUpload,
    parts: readonly ETag[],
    signal: AbortSignal,
  ): Promise<ETag | null> {
    const Parts = parts.map((ETag, index) => ({ ETag, PartNumber: index + 1 }))
    const input = { ...this.#at(key), UploadId: uploadId, MultipartUpload: { Parts } }
    const reply = await this.#sent(signal, (abortSignal) =>
      nullIfMissing(() =>
        this.#client.send(new CompleteMultipartUploadCommand(input), { abortSignal }),
      ),
    )
    return reply && etagOf(reply)
  }

  async abortUpload({ key, uploadId }: PartialUpload): Promise<void> {
    const input = { ...this.#at(key), UploadId: uploadId }
    await this.#unattended((abortSignal) =>
      nullIfMissing(() =>
        this.#client.send(new AbortMultipartUploadCommand(input), { abortSignal }),
      ),
    )
  }

  close(): void {
    this.#client.destroy()
  }

  #at(): { Bucket: string }
  #at(key: string): { Bucket: string; Key: string }
  #at(key?: string) {
    return { Bucket: this.#bucket, ...(key !== undefined && { Key: this.#prefix + key }) }
  }

  #quickly<Reply>(send: (signal: AbortSignal) => Promise<Reply>): Promise<Reply> {
    return this.#sent(AbortSignal.timeout(quickMs), send)
  }

  #unattended<Reply>(send: (signal: AbortSignal) => Promise<Reply>): Promise<Reply> {
    return this.#sent(AbortSignal.timeout(unattendedMs), send)
  }

  async #sent<Reply>(
    signal: AbortSignal,
    send: (signal: AbortSignal) => Promise<Reply>,
  ): Promise<Reply> {
    signal.throwIfAborted()
    try {
      // The credentials may have to be fetched first, which no signal ends.
      return await orAborted(send(signal), signal)
    } catch (cause) {
      if (signal.aborted && signal.reason instanceof AppError) throw signal.reason
      throw s3Unavailable(this.name, signal.aborted ? signal.reason : cause)
    }
  }
}

function etagOf({ ETag }: { ETag?: string | undefined }): ETag {
  if (!ETag) throw new Error('The store has sent no ETag.')
  return ETag
}

/** The bucket itself must be there. */
async function nullIfMissing<Reply>(send: () => Promise<Reply>): Promise<Reply | null> {
  try {
    return await send()
  } catch (error) {
    const { name } = error as Error
    const isMissing = ['NoSuchKey', 'NotFound', 'NoSuchUpload', 'PreconditionFailed'].includes(name)
    if (isMissing) return null
    throw error
  }
}
