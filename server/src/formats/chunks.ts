/** The second chunk is at least this long, each one after it twice as long … */
const firstChunkBytes = 65_536
/** … up to here: such chunks cost a consumer next to nothing each, and memory hardly more. */
const chunkBytesMax = 262_144

/**
 * The same bytes in longer chunks. The first piece goes out at once, however short, so that whoever
 * waits for the first byte need not wait for the first chunk.
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
    yield waiting.length === 1 ? piece : Buffer.concat(waiting)
    enoughBytes = Math.min(Math.max(firstChunkBytes, 2 * enoughBytes), chunkBytesMax)
    waiting = []
    waitingBytes = 0
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting)
}
