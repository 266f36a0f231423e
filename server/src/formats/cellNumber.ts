import { excelDigits } from '@coatcheck/shared'

const plainDecimal = /^-?(\d+)(?:\.(\d*?)0*)?$/

/**
 * The number of an exact decimal if a cell keeps all of its digits, otherwise null: Excel keeps 15
 * significant ones. Zeros at the end of a fraction are not significant; how many are shown is up to
 * the number format.
 */
export function cellNumberOf(decimal: string): number | null {
  const [, whole, fraction = ''] = plainDecimal.exec(decimal) ?? []
  if (whole === undefined) return null
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  return digits.length <= excelDigits ? Number(decimal) : null
}
