/**
 * The exact digits of a decimal, such as `-0.05`, from its unscaled value.
 *
 * @param scale digits after the point
 */
export function decimalText(unscaled: number | bigint, scale: number): string {
  if (scale === 0) return String(unscaled)
  const isNegative = unscaled < 0
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${isNegative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Reads the unscaled values of decimals that take 2, 4, 8 or 16 bytes each. */
export function unscaledReader(
  data: Uint8Array,
  bytes: 2 | 4 | 8 | 16,
): (row: number) => number | bigint {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  switch (bytes) {
    case 2:
      return (row) => view.getInt16(row * 2, true)
    case 4:
      return (row) => view.getInt32(row * 4, true)
    case 8:
      return (row) => int64(view.getInt32(row * 8 + 4, true), view.getUint32(row * 8, true))
    case 16:
      return (row) =>
        (view.getBigInt64(row * 16 + 8, true) << 64n) + view.getBigUint64(row * 16, true)
  }
}

/** As a number where that is exact, because BigInt costs several times as much. */
function int64(high: number, low: number): number | bigint {
  const value = high * 0x1_0000_0000 + low
  return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) + BigInt(low)
}
