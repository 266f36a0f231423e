import { expect, test } from 'vitest'
import { SegmentMemory } from '../../segments/segmentMemory.ts'
import { CellBlock } from '../deflate/cellBlock.ts'
import { Kernel } from '../deflate/kernel.ts'
import { RowPieces } from '../deflate/rowPieces.ts'
import { blocksOf, RowSegment } from './rowSegment.ts'

const pieces = new RowPieces({ letters: ['A'], formsMax: 8 })

function newKernel(): Kernel {
  return new Kernel(pieces, () => {})
}

test('takes cells whose memory has moved since they were set', () => {
  const kernel = newKernel()
  const cells = new CellBlock(kernel)
  cells.clear()
  cells.setText(0, 1, 'a text')
  const memory = new SegmentMemory(0)
  const segment = new RowSegment(memory)
  expect(segment.hasRoom(cells)).toBe(true)
  // As the end of the segment before may do.
  kernel.exports.memory.grow(1)
  segment.add(cells, 1, 2)

  const copy = new CellBlock(newKernel())
  for (const block of blocksOf(memory.buffer, segment.blocks, copy)) {
    expect(block).toMatchObject({ rowCount: 1, firstNumber: 2, byteCount: 6 })
    expect(copy.words).toEqual(cells.words)
    expect(Buffer.from(copy.bytes.subarray(0, copy.byteCount)).toString()).toBe('a text')
  }
  expect(segment.blocks).toHaveLength(1)
})
