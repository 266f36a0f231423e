import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ByteRange, ETag, ObjectStore, PartialUpload, UploadPart } from '../objectStore.ts'

/** Objects in memory, which several nodes of a test may share. */
export class MemoryObjects implements ObjectStore {
  readonly name = 'memory://objects'
  readonly #objects = new Map<string, Buffer>()
  readonly #uploads = new Map<string, Map<number, Buffer>>()
  /** Called before each request, such as `put manifests/…`, which waits for it or fails as it does. */
  before: (request: string) => void | Promise<void> = () => {}

  get keys(): string[] {
    return [...this.#objects.keys()].toSorted()
  }

  get uploadCount(): number {
    return this.#uploads.size
  }

  async check(): Promise<void> {
    await this.before('check')
  }

  async put(key: string, text: string): Promise<void> {
    await this.before(`put ${key}`)
    this.#objects.set(key, Buffer.from(text))
  }

  async get(key: string): Promise<string | null> {
    await this.before(`get ${key}`)
    return this.#objects.get(key)?.toString() ?? null
  }

  async putFile(key: string, part: UploadPart): Promise<ETag> {
    await this.before(`put ${key}`)
    return this.#keep(key, await buffer(part.open()))
  }

  async read(
    key: string,
    { start, end }: ByteRange,
    etag: ETag,
    _signal: AbortSignal,
  ): Promise<Readable | null> {
    await this.before(`read ${key}`)
    const bytes = this.#objects.get(key)
    return bytes && etagOf(bytes) === etag ? Readable.from([bytes.subarray(start, end)]) : null
  }

  async head(key: string): Promise<{ sizeBytes: number; etag: ETag } | null> {
    await this.before(`head ${key}`)
    const bytes = this.#objects.get(key)
    return bytes ? { sizeBytes: bytes.length, etag: etagOf(bytes) } : null
  }

  async *list(prefix: string): AsyncGenerator<readonly string[]> {
    await this.before(`list ${prefix}`)
    yield this.keys.filter((key) => key.startsWith(prefix))
  }

  async delete(key: string): Promise<void> {
    await this.before(`delete ${key}`)
    this.#objects.delete(key)
  }

  async beginUpload(key: string): Promise<PartialUpload> {
    await this.before(`begin ${key}`)
    const uploadId = randomUUID()
    this.#uploads.set(uploadId, new Map())
    return { key, uploadId }
  }

  async putPart(
    { key, uploadId }: PartialUpload,
    { number, open }: UploadPart,
  ): Promise<ETag | null> {
    await this.before(`part ${key}`)
    const parts = this.#uploads.get(uploadId)
    if (!parts) return null
    const bytes = await buffer(open())
    parts.set(number, bytes)
    return etagOf(bytes)
  }

  async completeUpload({ key, uploadId }: PartialUpload): Promise<ETag | null> {
    await this.before(`complete ${key}`)
    const parts = this.#uploads.get(uploadId)
    if (!parts) return null
    this.#uploads.delete(uploadId)
    const inOrder = [...parts].toSorted(([one], [other]) => one - other)
    return this.#keep(key, Buffer.concat(inOrder.map(([, bytes]) => bytes)))
  }

  async abortUpload({ key, uploadId }: PartialUpload): Promise<void> {
    await this.before(`abort ${key}`)
    this.#uploads.delete(uploadId)
  }

  close(): void {}

  #keep(key: string, bytes: Buffer): ETag {
    this.#objects.set(key, bytes)
    return etagOf(bytes)
  }
}

function etagOf(bytes: Buffer): ETag {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}
