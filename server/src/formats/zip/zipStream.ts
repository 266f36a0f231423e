import { crc32, deflateRawSync } from 'node:zlib'
import type { PackedPart } from './readArchive.ts'
import {
  centralHeader,
  dataDescriptor,
  endOfDirectory,
  localHeader,
  uint32Max,
  type ZipEntry,
} from './zipRecords.ts'

/** Known only after the last byte of a part. */
export interface PartSums {
  /** Of the bytes before compression. */
  readonly crc32: number
  /** Length in bytes before compression. */
  readonly size: number
}

/** A part as raw DEFLATE (RFC 1951), chunk by chunk. */
export type PartStream = AsyncGenerator<Uint8Array, PartSums, undefined>

/** A part in memory, packed or not, or one that comes chunk by chunk. */
export type ZipPart =
  | { readonly name: string; readonly bytes: Uint8Array }
  | ({ readonly name: string } & PackedPart)
  | {
      readonly name: string
      readonly stream: PartStream
      /** Whether it may grow past 4 GiB, packed or not. */
      readonly mayBeLarge: boolean
    }

/**
 * A ZIP file of these parts, in their order. A part is requested only when the one before it has
 * been sent, so a later part may depend on an earlier one. The consumer may free the chunks.
 */
export async function* zipStream(
  parts: AsyncIterable<ZipPart>,
  modified: Date,
): AsyncGenerator<Uint8Array, void, undefined> {
  const entries: ZipEntry[] = []
  let offset = 0
  for await (const part of parts) {
    const position = { offset, modified }
    const written = yield* 'stream' in part
      ? streamedPart(part, position)
      : wholePart(part.name, 'bytes' in part ? pack(part.bytes) : part, position)
    entries.push(written.entry)
    offset += written.length
  }
  const directory = Buffer.concat(entries.map(centralHeader))
  const end = endOfDirectory({ entryCount: entries.length, offset, size: directory.length })
  yield Buffer.concat([directory, end])
}

interface Position {
  readonly offset: number
  readonly modified: Date
}

interface WrittenPart {
  readonly entry: ZipEntry
  /** Bytes of the part and its records. */
  readonly length: number
}

function pack(bytes: Uint8Array): PackedPart {
  return { packed: deflateRawSync(bytes), crc32: crc32(bytes), size: bytes.length }
}

function* wholePart(
  name: string,
  { packed, crc32: sum, size }: PackedPart,
  position: Position,
): Generator<Uint8Array, WrittenPart, undefined> {
  const entry: ZipEntry = {
    ...position,
    name,
    streamed: false,
    mayBeLarge: position.offset >= uint32Max,
    crc32: sum,
    compressedSize: packed.length,
    size,
  }
  const record = Buffer.concat([localHeader(entry), packed])
  const { length } = record
  yield record
  return { entry, length }
}

async function* streamedPart(
  { name, stream, mayBeLarge }: Extract<ZipPart, { stream: PartStream }>,
  position: Position,
): AsyncGenerator<Uint8Array, WrittenPart, undefined> {
  const start = {
    ...position,
    name,
    streamed: true,
    mayBeLarge: mayBeLarge || position.offset >= uint32Max,
    crc32: 0,
    compressedSize: 0,
    size: 0,
  }
  try {
    const header = localHeader(start)
    const { length: headerLength } = header
    yield header
    let compressedSize = 0
    for (;;) {
      const { done, value } = await stream.next()
      if (done) {
        const entry: ZipEntry = { ...start, ...value, compressedSize }
        const descriptor = dataDescriptor(entry)
        const length = headerLength + compressedSize + descriptor.length
        yield descriptor
        return { entry, length }
      }
      compressedSize += value.length
      yield value
    }
  } finally {
    await stream.return({ crc32: 0, size: 0 })
  }
}
