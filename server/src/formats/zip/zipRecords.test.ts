import { describe, expect, test } from 'vitest'
import {
  centralHeader,
  dataDescriptor,
  endOfDirectory,
  localHeader,
  type ZipEntry,
} from './zipRecords.ts'

/** 2001-02-03, 04:05:06 UTC: time 0x20a3, date 0x2a43. */
const modified = new Date(Date.UTC(2001, 1, 3, 4, 5, 6))

const entry: ZipEntry = {
  name: 'a.b',
  modified,
  streamed: true,
  mayBeLarge: false,
  offset: 0x0102,
  crc32: 0x11223344,
  compressedSize: 0x0506,
  size: 0x0708,
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The hexadecimal digits of these pieces, without spaces. */
function bytes(...pieces: readonly string[]): string {
  return pieces.map((piece) => piece.replace(/ /g, '')).join('')
}

describe('a local header', () => {
  test('of a streamed part has no sizes yet', () => {
    expect(hex(localHeader(entry))).toBe(
      bytes('504b0304 1400 0808 0800 a320 432a', '00000000 00000000 00000000', '0300 0000 612e62'),
    )
  })

  test('of a part in memory has them', () => {
    expect(hex(localHeader({ ...entry, streamed: false }))).toBe(
      bytes('504b0304 1400 0008 0800 a320 432a', '44332211 06050000 08070000', '0300 0000 612e62'),
    )
  })

  test('of a part that may be large announces version 4.5, and has no extra field', () => {
    expect(hex(localHeader({ ...entry, mayBeLarge: true }))).toBe(
      bytes('504b0304 2d00 0808 0800 a320 432a', '00000000 00000000 00000000', '0300 0000 612e62'),
    )
  })
})

describe('a data descriptor', () => {
  test('has sizes of 32 bits where they suffice, announced large or not', () => {
    const plain = bytes('504b0708 44332211 06050000 08070000')
    expect(hex(dataDescriptor(entry))).toBe(plain)
    expect(hex(dataDescriptor({ ...entry, mayBeLarge: true }))).toBe(plain)
  })

  test('has sizes of 64 bits when one is too large for 32', () => {
    expect(hex(dataDescriptor({ ...entry, mayBeLarge: true, size: 2 ** 32 + 1 }))).toBe(
      bytes('504b0708 44332211 0605000000000000 0100000001000000'),
    )
  })
})

describe('a central header', () => {
  test('of a small part', () => {
    expect(hex(centralHeader(entry))).toBe(
      bytes(
        '504b0102 1400 1400 0808 0800 a320 432a',
        '44332211 06050000 08070000',
        '0300 0000 0000 0000 0000 00000000 02010000 612e62',
      ),
    )
  })

  test('of a large part has its sizes and offset in the ZIP64 field', () => {
    expect(hex(centralHeader({ ...entry, mayBeLarge: true, size: 2 ** 32 }))).toBe(
      bytes(
        '504b0102 2d00 2d00 0808 0800 a320 432a',
        '44332211 ffffffff ffffffff',
        '0300 1c00 0000 0000 0000 00000000 ffffffff 612e62',
        '0100 1800 0000000001000000 0605000000000000 0201000000000000',
      ),
    )
  })

  test('of a small part after 4 GiB has them there too', () => {
    const header = hex(centralHeader({ ...entry, offset: 2 ** 32 + 5 }))
    expect(header).toContain(bytes('0100 1800 0807000000000000 0605000000000000 0500000001000000'))
  })
})

describe('the end of the directory', () => {
  test('is one record where 32 bits suffice', () => {
    expect(hex(endOfDirectory({ entryCount: 2, offset: 0x0304, size: 0x0102 }))).toBe(
      bytes('504b0506 0000 0000 0200 0200 02010000 04030000 0000'),
    )
  })

  test('is three records where it begins past 4 GiB', () => {
    expect(hex(endOfDirectory({ entryCount: 2, offset: 2 ** 32, size: 0x0102 }))).toBe(
      bytes(
        '504b0606 2c00000000000000 2d00 2d00 00000000 00000000',
        '0200000000000000 0200000000000000 0201000000000000 0000000001000000',
        '504b0607 00000000 0201000001000000 01000000',
        '504b0506 0000 0000 0200 0200 02010000 ffffffff 0000',
      ),
    )
  })
})
