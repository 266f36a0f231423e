/** What the answer to a page's query takes. */
const firstBytes = 1 << 16

/** A connection has two buffers. Larger ones than those of most exports are not kept. */
const spareMax = 2
const spareBytesMax = 1 << 22

/** Buffers of this thread for the next statement, so that the garbage collector need not free them. */
const spare: Buffer[] = []

/** Memory to receive into, with room for so many bytes. */
export function takeMemory(byteCount = firstBytes): Buffer {
  const found = spare.findIndex(({ length }) => length >= byteCount)
  return found < 0 ? Buffer.allocUnsafeSlow(byteCount) : spare.splice(found, 1)[0]!
}

export function giveMemory(buffer: Buffer): void {
  if (buffer.length <= spareBytesMax && spare.length < spareMax) spare.push(buffer)
}
