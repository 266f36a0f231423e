import { describe, expect, test } from 'vitest'
import { excelTextLengthMax } from '@coatcheck/shared'
import type { BytesVector } from '../../../columnBatch.ts'
import { columnOf, type Table } from '../../testing/randomTable.ts'
import { expectSameAsPlain } from '../../testing/samePlainSheet.ts'
import { deflateRowAware } from '../rowAwareSheet.ts'

/** A table of one column of texts that are bytes. */
function tableOf(texts: readonly (Buffer | null)[]): Table {
  const starts = new Int32Array(texts.length)
  const lengths = new Int32Array(texts.length).fill(-1)
  let byteCount = 0
  for (const [row, text] of texts.entries()) {
    if (text === null) continue
    starts[row] = byteCount
    lengths[row] = text.length
    byteCount += text.length
  }
  const bytes = Buffer.concat(texts.filter((text) => text !== null))
  const vector: BytesVector = { kind: 'bytes', bytes, starts, lengths }
  return {
    columns: [columnOf('text')],
    batches: [{ rowCount: texts.length, vectors: [vector] }],
    timeZone: 'UTC',
    expected: [],
  }
}

/** Not shared: the kernel writes these cells. */
const strings = { textsMax: 0 }

describe('texts that are bytes have the cells of the plain writer', () => {
  test('for every code point', async () => {
    const texts: Buffer[] = []
    for (let first = 0; first <= 0x10_ffff; first += 128) {
      const points = Array.from({ length: 128 }, (_, index) => first + index)
      const text = String.fromCodePoint(...points.filter((point) => (point & ~0x7ff) !== 0xd800))
      // One by one where they may be escaped, and together.
      if (first < 512 || first >= 0xff00) {
        if (first < 0x1_0000) {
          for (const character of text) texts.push(Buffer.from(`_${character}x`))
        }
      }
      texts.push(Buffer.from(text))
    }
    const { xml } = await expectSameAsPlain(deflateRowAware, { table: tableOf(texts), strings })
    expect(xml.includes('\u{10ffff}')).toBe(true)
  })

  test('around the longest text of a cell, with characters of all sizes at the cut', async () => {
    const texts = ['a', 'é', '漢', '\u{1f600}', '&', '<'].flatMap((character) =>
      [-2, -1, 0, 1, 2].flatMap((more) =>
        ['', 'x', 'xy'].map((start) => {
          const count = Math.ceil((excelTextLengthMax + more - start.length) / character.length)
          return Buffer.from(start + character.repeat(count))
        }),
      ),
    )
    const { counts } = await expectSameAsPlain(deflateRowAware, { table: tableOf(texts), strings })
    expect(counts.cutText).toBeGreaterThan(10)
  })

  test('for bytes that are not UTF-8, which become U+FFFD', async () => {
    const broken = [
      'ff',
      'c3',
      'c0af',
      'eda080',
      'f5808080',
      'f4908080',
      'e28080ff',
      'f09f98',
      '80',
    ]
    const texts = broken.flatMap((hex) => [
      Buffer.from(hex, 'hex'),
      Buffer.concat([Buffer.from('a text before '), Buffer.from(hex, 'hex'), Buffer.from('é')]),
    ])
    const { xml } = await expectSameAsPlain(deflateRowAware, { table: tableOf(texts), strings })
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(xml)).not.toThrow()
    expect(xml.includes('\u{fffd}')).toBe(true)
  })

  test('for escapes, lookalikes of escapes and formulas, and nothing', async () => {
    const texts = [
      '_x0041_',
      '_x',
      '_',
      'a_',
      '_X0041_',
      '=1',
      '+1',
      '-1',
      '@a',
      '\t=1',
      '\r=1',
      '',
    ]
    const rows = [...texts.map((text) => Buffer.from(text)), null]
    await expectSameAsPlain(deflateRowAware, { table: tableOf(rows), strings })
  })
})
