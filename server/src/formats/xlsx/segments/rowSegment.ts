import type { SegmentMemory } from '../../segments/segmentMemory.ts'
import type { CellBlock } from '../deflate/cellBlock.ts'

/**
 * About 7,000 rows of ten columns: 4 ms of work, against 50 µs for passing them to another thread, and
 * just less than a block of tokens, so that no small second block needs its own codes.
 */
const wordsDefault = 288 * 1_024

/** A block of cells in a segment's memory: its words, then its bytes. */
export interface SegmentBlock {
  readonly rowCount: number
  /** Number of the first row. */
  readonly firstNumber: number
  readonly wordCount: number
  readonly byteCount: number
}

/** Rows for another thread: blocks of cells, one after the other, in memory that it shares. */
export class RowSegment {
  readonly #memory: SegmentMemory
  readonly #blocks: SegmentBlock[] = []
  #wordsUsed = 0

  constructor(memory: SegmentMemory) {
    this.#memory = memory
    memory.reserve(4 * wordsDefault)
  }

  get blocks(): readonly SegmentBlock[] {
    return this.#blocks
  }

  /** Whether there is room for this block; always true for the first one. */
  hasRoom(cells: CellBlock): boolean {
    return this.#blocks.length === 0 || this.#wordsLeft >= wordsOf(cells)
  }

  get #wordsLeft(): number {
    return this.#memory.buffer.byteLength / 4 - this.#wordsUsed
  }

  /** Copies a block that there is room for. */
  add(cells: CellBlock, rowCount: number, firstNumber: number): void {
    const { words, byteCount } = cells
    const wordsNeeded = wordsOf(cells)
    if (this.#blocks.length === 0) this.#memory.reserve(4 * wordsNeeded)
    const { buffer } = this.#memory
    const start = 4 * this.#wordsUsed
    new Uint32Array(buffer, start, words.length).set(words)
    const bytes = new Uint8Array(buffer, start + 4 * words.length, byteCount)
    bytes.set(cells.bytes.subarray(0, byteCount))
    this.#wordsUsed += wordsNeeded
    this.#blocks.push({ rowCount, firstNumber, wordCount: words.length, byteCount })
  }
}

function wordsOf({ words, byteCount }: CellBlock): number {
  return words.length + Math.ceil(byteCount / 4)
}

/** Loads the blocks of a segment one after the other, in the order in which they were added. */
export function* blocksOf(
  memory: SharedArrayBuffer,
  blocks: readonly SegmentBlock[],
  cells: CellBlock,
): Generator<SegmentBlock> {
  let start = 0
  for (const block of blocks) {
    const { wordCount, byteCount } = block
    const bytes = new Uint8Array(memory, start + 4 * wordCount, byteCount)
    cells.load(new Uint32Array(memory, start, wordCount), bytes)
    yield block
    start += 4 * (wordCount + Math.ceil(byteCount / 4))
  }
}
