import { RecordWriter } from './recordWriter.ts'

/**
 * The records of a ZIP file, one function each, as laid out in PKWARE's APPNOTE.TXT 6.3.10; the
 * comments name its sections. All numbers are little-endian.
 *
 * Excel rejects the ZIP64 field in a local header, so a part that may be large has none: version 4.5
 * announces the format. The data descriptor and the central directory have sizes of 64 bits only
 * where 32 bits are too few, because many readers cannot read them.
 */
export interface ZipEntry {
  readonly name: string
  readonly modified: Date
  /** Sizes and checksum follow the data, because the header is written before they are known. */
  readonly streamed: boolean
  /** Whether the part may grow past 4 GiB. */
  readonly mayBeLarge: boolean
  /** Position of the local header. */
  readonly offset: number
  readonly crc32: number
  readonly compressedSize: number
  readonly size: number
}

/** The fields that a local header needs. */
export type ZipEntryStart = Pick<
  ZipEntry,
  'name' | 'modified' | 'streamed' | 'mayBeLarge' | 'crc32' | 'compressedSize' | 'size'
>

// Signatures: "PK" and two bytes.
export const localHeaderSignature = 0x04034b50
const descriptorSignature = 0x08074b50
export const centralHeaderSignature = 0x02014b50
const zip64EndSignature = 0x06064b50
const zip64LocatorSignature = 0x07064b50
export const endSignature = 0x06054b50

// Lengths in bytes, without names and extra fields.
export const localHeaderLength = 30
const descriptorLength = 16
const zip64DescriptorLength = 24
export const centralHeaderLength = 46
const zip64EndLength = 56
const zip64LocatorLength = 20
export const endLength = 22

// 4.5.3
const zip64ExtraId = 0x0001
const zip64ExtraLength = 28
const extraHeaderLength = 4

/** 4.3.14.1: the length in the record leaves out the signature and itself. */
const zip64EndLengthField = zip64EndLength - 12

export const uint32Max = 0xffff_ffff
export const uint16Max = 0xffff

// 4.4.4
const flagStreamed = 1 << 3
const flagUtf8 = 1 << 11

// 4.4.5
const methodDeflate = 8

// 4.4.3.2: 2.0 for DEFLATE, 4.5 for ZIP64.
const versionPlain = 20
const versionZip64 = 45

/** 4.3.7 */
export function localHeader(entry: ZipEntryStart): Uint8Array {
  const name = Buffer.from(entry.name)
  const record = new RecordWriter(localHeaderLength + name.length)
  record.uint32(localHeaderSignature)
  record.uint16(entry.mayBeLarge ? versionZip64 : versionPlain)
  writeCommonFields(record, entry)
  record.uint32(entry.streamed ? 0 : entry.crc32)
  record.uint32(entry.streamed ? 0 : entry.compressedSize)
  record.uint32(entry.streamed ? 0 : entry.size)
  record.uint16(name.length)
  record.uint16(0) // extra length
  return record.bytes(name)
}

/** 4.3.9, with the signature that 4.3.9.3 recommends */
export function dataDescriptor(entry: ZipEntry): Uint8Array {
  const large = isLarge(entry)
  const record = new RecordWriter(large ? zip64DescriptorLength : descriptorLength)
  record.uint32(descriptorSignature)
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
  const record = new RecordWriter(centralHeaderLength + name.length + extra.length)
  record.uint32(centralHeaderSignature)
  record.uint16(version) // made by
  record.uint16(version) // needed to extract
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
  const record = new RecordWriter(zip64ExtraLength)
  record.uint16(zip64ExtraId)
  record.uint16(zip64ExtraLength - extraHeaderLength)
  record.uint64(entry.size)
  record.uint64(entry.compressedSize)
  record.uint64(entry.offset)
  return record.finish()
}

/** Size and place of the central directory. */
export interface ZipDirectory {
  readonly entryCount: number
  readonly offset: number
  readonly size: number
}

/** 4.3.14 to 4.3.16: the two ZIP64 records are written only where the plain one has no room. */
export function endOfDirectory(directory: ZipDirectory): Uint8Array {
  const { entryCount, offset, size } = directory
  const large = entryCount >= uint16Max || offset >= uint32Max || size >= uint32Max
  const record = new RecordWriter(endLength + (large ? zip64EndLength + zip64LocatorLength : 0))
  if (large) {
    writeZip64End(record, directory)
    writeZip64Locator(record, offset + size)
  }
  record.uint32(endSignature)
  record.uint16(0) // this disk
  record.uint16(0) // disk of the directory
  record.uint16(Math.min(entryCount, uint16Max)) // entries on this disk
  record.uint16(Math.min(entryCount, uint16Max)) // entries
  record.uint32(Math.min(size, uint32Max))
  record.uint32(Math.min(offset, uint32Max))
  record.uint16(0) // comment length
  return record.finish()
}

/** 4.3.14 */
function writeZip64End(record: RecordWriter, { entryCount, offset, size }: ZipDirectory): void {
  record.uint32(zip64EndSignature)
  record.uint64(zip64EndLengthField)
  record.uint16(versionZip64) // made by
  record.uint16(versionZip64) // needed to extract
  record.uint32(0) // this disk
  record.uint32(0) // disk of the directory
  record.uint64(entryCount) // entries on this disk
  record.uint64(entryCount) // entries
  record.uint64(size)
  record.uint64(offset)
}

/** 4.3.15 */
function writeZip64Locator(record: RecordWriter, zip64EndOffset: number): void {
  record.uint32(zip64LocatorSignature)
  record.uint32(0) // disk of the ZIP64 end
  record.uint64(zip64EndOffset)
  record.uint32(1) // number of disks
}

/** Flags, method and times: the ten bytes that both headers have in common. */
function writeCommonFields(record: RecordWriter, { streamed, modified }: ZipEntryStart): void {
  record.uint16(flagUtf8 | (streamed ? flagStreamed : 0))
  record.uint16(methodDeflate)
  // 4.4.6: MS-DOS time, in steps of two seconds. The format has no time zone; this is UTC.
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
