/** Chunks at least this long cost a consumer next to nothing each, and memory hardly more. */
const chunkBytesMin = 262_144

/**
 * The same bytes in chunks of 256 KiB and more. The first piece goes out at once, however short, so
 * that whoever waits for the first byte need not wait for the first chunk.
 */
export async function* inChunks(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let isFirst = true
  for await (const piece of pieces) {
    waiting.push(piece)
    waitingBytes += piece.length
    if (!isFirst && waitingBytes < chunkBytesMin) continue
    yield waiting.length === 1 ? piece : Buffer.concat(waiting)
    isFirst = false
    waiting = []
    waitingBytes = 0
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting)
}
