import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import type { ColumnBatch } from '../../columnBatch.ts'
import { encodeToFile } from '../testing/encodedFile.ts'
import { expectedText } from '../testing/expectedCell.ts'
import { Random } from '../testing/random.ts'
import { columnOf } from '../testing/randomTable.ts'
import { randomText } from '../testing/randomText.ts'
import { unzip } from '../zip/unzip.ts'
import { xlsxEncoder } from './xlsxEncoder.ts'

/** A million takes a minute: `HOSTILE_STRINGS=1000000 npm test -- hostileStrings`. */
const stringCount = Number(process.env.HOSTILE_STRINGS ?? 20_000)
const batchRows = 5_000
const seed = 42

test(
  `${stringCount} hostile strings are text and read back equal`,
  { timeout: 600_000 },
  async () => {
    const { bytes } = await encodeToFile(xlsxEncoder, batches(), { columns: [columnOf('text')] })
    const parts = unzip(bytes)
    const shared = sharedTexts(parts.get('xl/sharedStrings.xml')!)
    const random = new Random(seed)
    let row = 1
    for (const cell of cellsOf(parts.get('xl/worksheets/sheet1.xml')!)) {
      if (cell.row === 1) continue
      // Empty texts have no cell.
      for (row += 1; row < cell.row; row += 1) {
        if (expectedText(randomText(random)) !== null) throw new Error(`Row ${row} has no cell.`)
      }
      const found = decoded(cell.type === 's' ? shared[Number(cell.text)]! : cell.text)
      const wanted = expectedText(randomText(random))
      if (found !== wanted) expect(found, `row ${row}`).toBe(wanted)
    }
    expect(row).toBeGreaterThan(stringCount * 0.99)
  },
)

function* batches(): Generator<ColumnBatch> {
  const random = new Random(seed)
  for (let from = 0; from < stringCount; from += batchRows) {
    const rowCount = Math.min(batchRows, stringCount - from)
    const values = Array.from({ length: rowCount }, () => randomText(random))
    const codes = Int32Array.from(values.keys())
    yield { rowCount, vectors: [{ kind: 'text', codes, dictionary: { values } }] }
  }
}

interface FoundCell {
  readonly row: number
  readonly type: string
  text: string
}

/** The cells of a sheet, read by a strict XML parser; anything but values and texts is an error. */
function* cellsOf(sheet: Uint8Array): Generator<FoundCell> {
  const parser = new SaxesParser()
  let found: FoundCell[] = []
  let inText = false
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'f') throw new Error('There is a formula.')
    inText = name === 'v' || name === 't'
    if (name !== 'c') return
    const row = Number(attributes.r!.slice(1))
    found.push({ row, type: attributes.t ?? 'n', text: '' })
  })
  parser.on('closetag', () => (inText = false))
  parser.on('text', (text) => {
    if (inText) found.at(-1)!.text += text
  })
  for (const piece of piecesOf(sheet)) {
    parser.write(piece)
    // The last one may continue in the next piece.
    const last = found.pop()
    yield* found
    found = last ? [last] : []
  }
  parser.close()
  yield* found
}

function sharedTexts(part: Uint8Array): string[] {
  const texts: string[] = []
  const parser = new SaxesParser()
  let text = ''
  parser.on('opentag', () => (text = ''))
  parser.on('text', (piece) => (text += piece))
  parser.on('closetag', ({ name }) => {
    if (name === 't') texts.push(text)
  })
  for (const piece of piecesOf(part)) parser.write(piece)
  parser.close()
  return texts
}

function* piecesOf(part: Uint8Array): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  for (let from = 0; from < part.length; from += 1_048_576) {
    yield decoder.decode(part.subarray(from, from + 1_048_576), { stream: true })
  }
}

/** ST_Xstring. */
function decoded(text: string): string {
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
