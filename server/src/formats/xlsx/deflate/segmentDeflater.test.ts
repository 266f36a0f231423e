import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  deflated,
  numberCell,
  plainXml,
  sharedCell,
  textCell,
  type TestSheet,
} from '../../testing/testSheet.ts'

function expectRoundTrip(sheet: TestSheet): { ratio: number } {
  const { before = '', after = '' } = sheet
  const xml = Buffer.from(before + plainXml(sheet.rows, sheet.firstNumber) + after)
  const stream = deflated(sheet)
  const inflated = inflateRawSync(stream.bytes)
  if (!inflated.equals(xml)) {
    let at = 0
    while (inflated[at] === xml[at]) at++
    expect(inflated.toString('latin1', at - 100, at + 100)).toBe(
      xml.toString('latin1', at - 100, at + 100),
    )
  }
  expect(stream.crc32).toBe(crc32(xml))
  expect(stream.uncompressedSize).toBe(xml.length)
  expect(stream.compressedSize).toBe(stream.bytes.length)
  return { ratio: stream.bytes.length / deflateRawSync(xml, { level: 1 }).length }
}

describe('a deflated sheet', () => {
  test('of one row', () => {
    expectRoundTrip({ columnCount: 2, rows: [[numberCell(1), sharedCell(3)]] })
  })
  test('of many', () => {
    const rows = Array.from({ length: 3000 }, (_, row) => [
      numberCell(row),
      numberCell(36892 + Math.floor(row / 7) / 1440),
      sharedCell((row * 7919) % 229),
      sharedCell((row * 104729) % 50),
      row % 3 === 0 ? '' : textCell(`text ${row % 11} &amp; more`),
      numberCell(((row * 7919) % 1000) - 500),
    ])
    const { ratio } = expectRoundTrip({
      columnCount: 6,
      rows,
      before: '<sheet>',
      after: '</sheet>',
    })
    expect(ratio).toBeLessThan(1.1)
  })
})
