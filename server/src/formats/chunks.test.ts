import { expect, test } from 'vitest'
import { inChunks } from './chunks.ts'

const pieceBytes = 40_000

async function* pieces(count: number, made: Uint8Array[]) {
  for (let index = 0; index < count; index += 1) {
    const piece = new Uint8Array(pieceBytes).fill(index)
    made.push(piece)
    yield piece
  }
}

test('pieces become longer chunks with the same bytes, the first one at once', async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of inChunks(pieces(30, []))) chunks.push(chunk)
  const expected = Array.from({ length: 30 }, (_, index) => Buffer.alloc(pieceBytes, index))
  expect(Buffer.concat(chunks).equals(Buffer.concat(expected))).toBe(true)
  const inPieces = chunks.map(({ length }) => length / pieceBytes)
  expect(inPieces).toEqual([1, 2, 4, 7, 7, 7, 2])
})

test('pieces are freed as soon as they have been copied', async () => {
  const made: Uint8Array[] = []
  for await (const chunk of inChunks(pieces(12, made))) {
    expect(chunk.length).toBeGreaterThan(0)
    expect(made.map(({ length }) => length)).toEqual(made.map(() => 0))
  }
})
