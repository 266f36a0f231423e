import { freeBuffers } from '../freeBuffers.ts'

/** The second chunk is at least this long, each one after it twice as long … */
const firstChunkBytes = 65_536
/** … up to this length: chunks of it cost a consumer almost nothing, and little memory. */
const chunkBytesMax = 262_144

/**
 * The same bytes in longer chunks, which are copies; the pieces are freed. The first piece is passed on at
 * once, however short, so that the first byte does not wait for a whole chunk.
 */
export async function* inChunks(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let enoughBytes = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    waitingBytes += piece.length
    if (waitingBytes < enoughBytes) continue
    yield joined(waiting)
    enoughBytes = Math.min(Math.max(firstChunkBytes, 2 * enoughBytes), chunkBytesMax)
    waiting = []
    waitingBytes = 0
  }
  if (waitingBytes > 0) yield joined(waiting)
}

function joined(pieces: readonly Uint8Array[]): Buffer {
  const chunk = Buffer.concat(pieces)
  // Those of other threads held 10 MB until the garbage collector came by.
  freeBuffers(pieces)
  return chunk
}
