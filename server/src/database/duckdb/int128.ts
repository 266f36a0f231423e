/**
 * Reads 128-bit integers, each as two little-endian halves, the lower one first.
 *
 * @returns the integer of a row
 */
export function int128Reader(data: Uint8Array, signed: boolean): (row: number) => bigint {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return (row) => {
    const at = row * 16
    const high = signed ? view.getBigInt64(at + 8, true) : view.getBigUint64(at + 8, true)
    return (high << 64n) + view.getBigUint64(at, true)
  }
}
