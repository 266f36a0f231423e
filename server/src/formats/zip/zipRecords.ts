/**
 * The records of a ZIP file, one function each, as PKWARE's APPNOTE.TXT 6.3.10 lays them out; its
 * sections are named beside each. All numbers are little-endian.
 *
 * Excel does not accept the ZIP64 field in a local header, so a part that may be large goes without:
 * version 45 announces the format. Sizes of 64 bits stand in the data descriptor and the central
 * directory only where 32 bits do not hold them, because many readers cannot follow them.
 */
export interface ZipEntry {
  readonly name: string
  readonly modified: Date
  /** Sizes and checksum follow the data, because the header leaves before they are known. */
  readonly streamed: boolean
  /** Announced to grow past 4 GiB, perhaps. */
  readonly mayBeLarge: boolean
  /** Position of the local header. */
  readonly offset: number
  readonly crc32: number
  readonly compressedSize: number
  readonly size: number
}

/** What a local header needs to know. */
export type ZipEntryStart = Pick<
  ZipEntry,
  'name' | 'modified' | 'streamed' | 'mayBeLarge' | 'crc32' | 'compressedSize' | 'size'
>

const uint32Max = 0xffff_ffff
const uint16Max = 0xffff
const flagStreamed = 1 << 3
const flagUtf8 = 1 << 11
const methodDeflate = 8
/** 4.4.3.2: 2.0 for DEFLATE, 4.5 for ZIP64. */
const versionPlain = 20
const versionZip64 = 45

/** 4.3.7 */
export function localHeader(entry: ZipEntryStart): Uint8Array {
  const name = Buffer.from(entry.name)
  const record = new RecordWriter(30 + name.length)
  record.uint32(0x04034b50)
  record.uint16(entry.mayBeLarge ? versionZip64 : versionPlain)
  writeCommonFields(record, entry)
  record.uint32(entry.streamed ? 0 : entry.crc32)
  record.uint32(entry.streamed ? 0 : entry.compressedSize)
  record.uint32(entry.streamed ? 0 : entry.size)
  record.uint16(name.length)
  record.uint16(0)
  return record.bytes(name)
}

/** 4.3.9, with the signature that 4.3.9.3 recommends */
export function dataDescriptor(entry: ZipEntry): Uint8Array {
  const large = isLarge(entry)
  const record = new RecordWriter(large ? 24 : 16)
  record.uint32(0x08074b50)
  record.uint32(entry.crc32)
  if (large) {
    record.uint64(entry.compressedSize)
    record.uint64(entry.size)
  } else {
    record.uint32(entry.compressedSize)
    record.uint32(entry.size)
  }
  return record.finish()
}

/** 4.3.12 */
export function centralHeader(entry: ZipEntry): Uint8Array {
  const name = Buffer.from(entry.name)
  const large = isLarge(entry) || entry.offset >= uint32Max
  const extra = large ? zip64Extra(entry) : new Uint8Array(0)
  const version = large || entry.mayBeLarge ? versionZip64 : versionPlain
  const record = new RecordWriter(46 + name.length + extra.length)
  record.uint32(0x02014b50)
  record.uint16(version)
  record.uint16(version)
  writeCommonFields(record, entry)
  record.uint32(entry.crc32)
  record.uint32(large ? uint32Max : entry.compressedSize)
  record.uint32(large ? uint32Max : entry.size)
  record.uint16(name.length)
  record.uint16(extra.length)
  record.uint16(0) // comment length
  record.uint16(0) // disk number
  record.uint16(0) // internal attributes
  record.uint32(0) // external attributes
  record.uint32(large ? uint32Max : entry.offset)
  return record.bytes(name, extra)
}

function isLarge({ compressedSize, size }: ZipEntry): boolean {
  return compressedSize >= uint32Max || size >= uint32Max
}

/** 4.5.3 */
function zip64Extra(entry: ZipEntry): Uint8Array {
  const record = new RecordWriter(28)
  record.uint16(0x0001)
  record.uint16(24)
  record.uint64(entry.size)
  record.uint64(entry.compressedSize)
  record.uint64(entry.offset)
  return record.finish()
}

/** Where the central directory stands. */
export interface ZipDirectory {
  readonly entryCount: number
  readonly offset: number
  readonly size: number
}

/** 4.3.14 to 4.3.16: the two ZIP64 records come only where the plain one lacks room. */
export function endOfDirectory(directory: ZipDirectory): Uint8Array {
  const { entryCount, offset, size } = directory
  const zip64 = entryCount >= uint16Max || offset >= uint32Max || size >= uint32Max
  const record = new RecordWriter(22 + (zip64 ? 76 : 0))
  if (zip64) writeZip64End(record, directory)
  record.uint32(0x06054b50)
  record.uint16(0) // this disk
  record.uint16(0) // disk of the directory
  record.uint16(Math.min(entryCount, uint16Max))
  record.uint16(Math.min(entryCount, uint16Max))
  record.uint32(Math.min(size, uint32Max))
  record.uint32(Math.min(offset, uint32Max))
  record.uint16(0) // comment length
  return record.finish()
}

function writeZip64End(record: RecordWriter, { entryCount, offset, size }: ZipDirectory): void {
  record.uint32(0x06064b50) // 4.3.14
  record.uint64(44)
  record.uint16(versionZip64)
  record.uint16(versionZip64)
  record.uint32(0)
  record.uint32(0)
  record.uint64(entryCount)
  record.uint64(entryCount)
  record.uint64(size)
  record.uint64(offset)
  record.uint32(0x07064b50) // 4.3.15
  record.uint32(0)
  record.uint64(offset + size)
  record.uint32(1)
}

/** Flags, method and times: the same ten bytes but two in both headers. */
function writeCommonFields(record: RecordWriter, { streamed, modified }: ZipEntryStart): void {
  record.uint16(flagUtf8 | (streamed ? flagStreamed : 0))
  record.uint16(methodDeflate)
  // 4.4.6: MS-DOS time, in steps of two seconds; the format knows no zone, so UTC it is.
  record.uint16(
    (modified.getUTCHours() << 11) |
      (modified.getUTCMinutes() << 5) |
      (modified.getUTCSeconds() >> 1),
  )
  record.uint16(
    ((modified.getUTCFullYear() - 1980) << 9) |
      ((modified.getUTCMonth() + 1) << 5) |
      modified.getUTCDate(),
  )
}

class RecordWriter {
  readonly #buffer: Buffer
  #position = 0

  constructor(size: number) {
    this.#buffer = Buffer.alloc(size)
  }

  uint16(value: number): void {
    this.#position = this.#buffer.writeUInt16LE(value, this.#position)
  }

  uint32(value: number): void {
    this.#position = this.#buffer.writeUInt32LE(value, this.#position)
  }

  uint64(value: number): void {
    this.#position = this.#buffer.writeBigUInt64LE(BigInt(value), this.#position)
  }

  bytes(...parts: Uint8Array[]): Uint8Array {
    for (const part of parts) {
      this.#buffer.set(part, this.#position)
      this.#position += part.length
    }
    return this.finish()
  }

  finish(): Uint8Array {
    return this.#buffer
  }
}
