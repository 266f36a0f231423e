import { decimalText } from '../database/duckdb/decimalText.ts'
import { quotedName } from '../database/sqlText.ts'
import { sql, type Condition } from '../reports/condition.ts'

export interface ExactBound {
  readonly column: string
  /** DuckDB's type of the column: whole numbers or `DECIMAL(18,2)`. */
  readonly type: string
  readonly kind: 'min' | 'max'
  readonly bound: number
}

const integerBits: Readonly<Record<string, number>> = {
  TINYINT: 8,
  SMALLINT: 16,
  INTEGER: 32,
  BIGINT: 64,
  HUGEINT: 128,
}

/**
 * `column >= bound` or `column <= bound`, compared in the column's own type: as doubles, neighbours of
 * 17 digits would be equal.
 */
export function exactBound({ column, type, kind, bound }: ExactBound): Condition {
  const name = quotedName(column)
  const { min, max, scale } = rangeOf(type)
  const unscaled = kind === 'min' ? unscaledUp(bound, scale) : -unscaledUp(-bound, scale)
  const [keepsAll, keepsNone] =
    kind === 'min' ? [unscaled <= min, unscaled > max] : [unscaled >= max, unscaled < min]
  if (keepsNone) return sql`FALSE`
  if (keepsAll) return { parts: [`${name} IS NOT NULL`], values: [] }
  const operator = kind === 'min' ? '>=' : '<='
  return {
    parts: [`${name} ${operator} CAST(`, ` AS ${type})`],
    values: [decimalText(unscaled, scale)],
  }
}

/** The smallest and the largest unscaled value of a type. */
function rangeOf(type: string): { min: bigint; max: bigint; scale: number } {
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? []
  if (scale !== undefined) {
    const max = 10n ** BigInt(width!) - 1n
    return { min: -max, max, scale: Number(scale) }
  }
  const isUnsigned = type.startsWith('U')
  const bits = BigInt(integerBits[isUnsigned ? type.slice(1) : type]!)
  if (isUnsigned) return { min: 0n, max: 2n ** bits - 1n, scale: 0 }
  return { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n, scale: 0 }
}

/** The number times 10^scale, rounded up. Its digits are the shortest that mean it: 0.1 is one tenth. */
function unscaledUp(value: number, scale: number): bigint {
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))!
  const digits = BigInt(`${sign}${whole}${fraction}`)
  const shift = scale + Number(exponent) - fraction.length
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  const quotient = digits / divisor
  return digits > 0n && digits % divisor !== 0n ? quotient + 1n : quotient
}
