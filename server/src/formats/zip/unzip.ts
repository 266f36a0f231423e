import { inflateRawSync } from 'node:zlib'
import { centralHeaderLength, endSignature, localHeaderLength } from './zipRecords.ts'

/**
 * The parts of a small ZIP file in memory, read from its central directory (APPNOTE 4.3.12). Meant
 * for the workbooks that exceljs makes: no ZIP64, no encryption, STORE or DEFLATE.
 */
export function unzip(file: Uint8Array): Map<string, Uint8Array> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const end = bytes.lastIndexOf(signatureBytes(endSignature))
  if (end < 0) throw new SyntaxError('This is not a ZIP file.')
  const parts = new Map<string, Uint8Array>()
  let position = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(position + 28)
    const trailerLength = bytes.readUInt16LE(position + 30) + bytes.readUInt16LE(position + 32)
    const nameStart = position + centralHeaderLength
    const name = bytes.toString('utf8', nameStart, nameStart + nameLength)
    if (!name.endsWith('/')) parts.set(name, partAt(bytes, position))
    position = nameStart + nameLength + trailerLength
  }
  return parts
}

/** The content of the part whose central header is at this position. */
function partAt(bytes: Buffer, position: number): Uint8Array {
  const method = bytes.readUInt16LE(position + 10)
  const compressedSize = bytes.readUInt32LE(position + 20)
  const header = bytes.readUInt32LE(position + 42)
  const trailerLength = bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
  const start = header + localHeaderLength + trailerLength
  const packed = bytes.subarray(start, start + compressedSize)
  return method === 0 ? packed : inflateRawSync(packed)
}

function signatureBytes(signature: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(signature)
  return bytes
}
