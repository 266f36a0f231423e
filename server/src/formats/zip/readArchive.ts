import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import {
  centralHeaderLength,
  centralHeaderSignature,
  endLength,
  endSignature,
  localHeaderLength,
  localHeaderSignature,
  uint16Max,
  uint32Max,
} from './zipRecords.ts'

/** A part as it is in an archive: raw DEFLATE (RFC 1951), and the sums of its content. */
export interface PackedPart {
  readonly packed: Uint8Array
  readonly crc32: number
  /** Length in bytes before compression. */
  readonly size: number
}

export interface ArchiveLimits {
  readonly partsMax: number
  /** Of all parts together, before compression. */
  readonly bytesMax: number
}

/**
 * The parts of a ZIP file that someone else made, each of which is inflated once to check it. Names
 * and sizes are those of the central directory (APPNOTE 4.3.12), and local headers must agree.
 *
 * @throws Error that says what is wrong with the file
 */
export function readArchive(file: Uint8Array, limits: ArchiveLimits): Map<string, PackedPart> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const entries = readDirectory(bytes, limits)
  checkNames(entries)
  checkPlaces(entries)
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  if (total > limits.bytesMax) {
    throw new Error(
      `The file unpacks to ${megabytes(total)}; the limit is ${megabytes(limits.bytesMax)}.`,
    )
  }
  const files = entries.filter(({ name }) => !name.endsWith('/'))
  return new Map(files.map((entry) => [entry.name, readPart(bytes, entry)]))
}

/** The content of a part. */
export function unpack({ packed, size }: PackedPart): Uint8Array {
  // One byte more than expected, so that a part that is longer is noticed and not unpacked.
  return inflateRawSync(packed, { maxOutputLength: size + 1 })
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc32: number
  readonly size: number
  /** Of the compressed content. */
  readonly start: number
  readonly end: number
  /** Of the local header. */
  readonly offset: number
}

function readDirectory(bytes: Buffer, { partsMax }: ArchiveLimits): Entry[] {
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const size = bytes.readUInt32LE(end + 12)
  const offset = bytes.readUInt32LE(end + 16)
  if (count === uint16Max || offset === uint32Max || count > partsMax) {
    const found = count === uint16Max ? 'too many' : count.toLocaleString('en')
    throw new Error(`The file has ${found} parts; the limit is ${partsMax.toLocaleString('en')}.`)
  }
  const entries: Entry[] = []
  let position = offset
  while (entries.length < count) {
    const { entry, next } = readEntry(bytes, position, offset)
    entries.push(entry)
    position = next
  }
  if (position !== offset + size || position > end) throw brokenFile()
  return entries
}

function findEnd(bytes: Buffer): number {
  const signature = Buffer.alloc(4)
  signature.writeUInt32LE(endSignature)
  const end = bytes.lastIndexOf(signature)
  if (end < 0 || end + endLength > bytes.length) throw brokenFile()
  const isWhole = end + endLength + bytes.readUInt16LE(end + 20) === bytes.length
  // Disks: this one, that of the directory.
  if (!isWhole || bytes.readUInt32LE(end + 4) !== 0) throw brokenFile()
  return end
}

function readEntry(bytes: Buffer, position: number, directory: number) {
  if (position + centralHeaderLength > bytes.length) throw brokenFile()
  if (bytes.readUInt32LE(position) !== centralHeaderSignature) throw brokenFile()
  const flags = bytes.readUInt16LE(position + 8)
  if ((flags & 1) !== 0) {
    throw new Error('Parts of the file are encrypted. Save it without a password.')
  }
  const method = bytes.readUInt16LE(position + 10)
  if (method !== 0 && method !== 8) throw brokenFile()
  const nameEnd = position + centralHeaderLength + bytes.readUInt16LE(position + 28)
  const rawName = bytes.subarray(position + centralHeaderLength, nameEnd)
  const next = nameEnd + bytes.readUInt16LE(position + 30) + bytes.readUInt16LE(position + 32)
  const offset = bytes.readUInt32LE(position + 42)
  const start = contentStart(bytes, offset, rawName)
  const end = start + bytes.readUInt32LE(position + 20)
  if (end > directory) throw brokenFile()
  const entry: Entry = {
    name: rawName.toString('utf8'),
    method,
    crc32: bytes.readUInt32LE(position + 16),
    size: bytes.readUInt32LE(position + 24),
    start,
    end,
    offset,
  }
  return { entry, next }
}

function contentStart(bytes: Buffer, offset: number, rawName: Buffer): number {
  if (offset + localHeaderLength > bytes.length) throw brokenFile()
  if (bytes.readUInt32LE(offset) !== localHeaderSignature) throw brokenFile()
  const nameStart = offset + localHeaderLength
  const nameEnd = nameStart + bytes.readUInt16LE(offset + 26)
  if (!bytes.subarray(nameStart, nameEnd).equals(rawName)) throw brokenFile()
  return nameEnd + bytes.readUInt16LE(offset + 28)
}

/** Part names are compared without case (ECMA-376 part 2, 6.2.2.3). */
function checkNames(entries: readonly Entry[]): void {
  const seen = new Set<string>()
  for (const { name } of entries) {
    const steps = name.replace(/\/$/, '').split('/')
    const isTrick =
      steps.some((step) => /^\.*$/.test(step)) || /[\\:\u0000-\u001f\ufffd]/.test(name)
    if (isTrick) {
      throw new Error(`The file has a part with a forbidden name: ${JSON.stringify(name)}`)
    }
    const key = name.toLowerCase()
    if (seen.has(key)) throw new Error(`The file has the part ${name} twice.`)
    seen.add(key)
  }
}

/** Parts that share bytes would unpack to far more than the file holds. */
function checkPlaces(entries: readonly Entry[]): void {
  let end = 0
  for (const entry of entries.toSorted((one, other) => one.offset - other.offset)) {
    if (entry.offset < end) throw brokenFile()
    end = entry.end
  }
}

function readPart(
  bytes: Buffer,
  { name, method, start, end, size, crc32: sum }: Entry,
): PackedPart {
  const content = bytes.subarray(start, end)
  const packed = method === 0 ? deflateRawSync(content) : content
  const part = { packed, crc32: sum, size }
  let unpacked: Uint8Array
  try {
    unpacked = unpack(part)
  } catch (cause) {
    throw new Error(`The part ${name} of the file is damaged.`, { cause })
  }
  if (unpacked.length !== size || crc32(unpacked) !== sum) {
    throw new Error(`The part ${name} of the file is damaged.`)
  }
  return part
}

function brokenFile(): Error {
  return new Error('The file is not a ZIP archive, or it is damaged.')
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MB`
}
