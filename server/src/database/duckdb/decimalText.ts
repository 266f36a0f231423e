import { exactInt64 } from '../int64.ts'
import { int128Reader } from './int128.ts'

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
      return (row) => exactInt64(view.getInt32(row * 8 + 4, true), view.getUint32(row * 8, true))
    case 16:
      return int128Reader(data, true)
  }
}
