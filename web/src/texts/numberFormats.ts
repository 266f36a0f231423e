/** A number, or all digits of one that no double holds. */
export type ExactNumber = number | bigint | Intl.StringNumericLiteral

export interface NumberFormats {
  /** A grouped whole number: `1,234`. */
  count: (value: ExactNumber) => string
  /** A whole number that is an identifier, not grouped: `1234`. */
  identifier: (value: ExactNumber) => string
  /** Short, for an axis: `12K`. */
  short: (value: number) => string
  /** Up to six decimals; the first three significant digits of a tiny number. */
  exact: (value: number) => string
  /** An average or a sum, with only the digits that mean something. */
  rough: (value: number) => string
  /** Two significant digits, for a value that fluctuates, such as a pace. */
  rounded: (value: number) => string
  /** Exactly so many digits after the point. */
  fixed: (value: number, decimals: number) => string
  /** As an Excel format such as `#,##0.00`, `0.00` or `0.0%` shows it; undefined for other formats. */
  inFormat: (value: ExactNumber, excelFormat: string | undefined) => string | undefined
  /** 0.123 as `12.3%`. */
  share: (value: number) => string
  /** 0.567 as `56%`. Rounded down: 100% means done. */
  wholeShare: (value: number) => string
  /** With its sign: `+1.5`. */
  signed: (value: number) => string
  /** With its sign, as a percentage: `+12%`. */
  signedShare: (value: number) => string
  /** A size in bytes, as `64 MB`. */
  bytes: (value: number) => string
  /** A duration in seconds: `4.2 sec`, or minutes from 90 seconds on. */
  seconds: (value: number) => string
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

function digitsAfterPoint(digits: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: digits, maximumFractionDigits: digits }
}

export function createNumberFormats(locale: string): NumberFormats {
  const format = (options: Intl.NumberFormatOptions) => {
    const intl = new Intl.NumberFormat(locale, options)
    return (value: ExactNumber) => intl.format(value)
  }
  const fractional = format({ maximumFractionDigits: 6 })
  const tiny = format({ maximumSignificantDigits: 3 })
  const oneDecimal = format({ maximumFractionDigits: 1 })
  const twoDigits = format({ maximumSignificantDigits: 2 })
  const wholeShare = format({ style: 'percent', maximumFractionDigits: 0 })
  // Some languages would group 10.000 but not 5000, one above the other on an axis.
  const short = format({ notation: 'compact', useGrouping: 'always' })
  return {
    count: format({ maximumFractionDigits: 0 }),
    identifier: format({ useGrouping: false, maximumFractionDigits: 0 }),
    short,
    exact: (value) => (value !== 0 && Math.abs(value) < 0.001 ? tiny : fractional)(value),
    rough(value) {
      if (Math.abs(value) >= 1e9) return short(value)
      return (Math.abs(value) < 1 ? twoDigits : oneDecimal)(value)
    },
    rounded: twoDigits,
    fixed: (value, decimals) => format(digitsAfterPoint(decimals))(value),
    inFormat(value, excelFormat) {
      const parts = /^(#,##)?0(?:\.(0+))?(%?)$/.exec(excelFormat ?? '')
      if (!parts) return undefined
      const [, grouping, decimals = '', percent] = parts
      return format({
        ...digitsAfterPoint(decimals.length),
        useGrouping: grouping !== undefined,
        style: percent === '%' ? 'percent' : 'decimal',
      })(value)
    },
    share: format({ style: 'percent', maximumFractionDigits: 1 }),
    wholeShare: (value) => wholeShare(Math.floor(value * 100) / 100),
    signed: format({ signDisplay: 'exceptZero', maximumFractionDigits: 1 }),
    signedShare: format({ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 1 }),
    bytes(value) {
      // Rounded first, or 999,999 would be 1,000 kB.
      const rounded = Number(Math.max(value, 1).toPrecision(3))
      const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(rounded) / 3))
      const unit = byteUnits[power]!
      return format({ style: 'unit', unit, maximumSignificantDigits: 3 })(value / 1000 ** power)
    },
    seconds(value) {
      const maximumFractionDigits = value < 10 || value >= 90 ? 1 : 0
      return value < 90
        ? format({ style: 'unit', unit: 'second', maximumFractionDigits })(value)
        : format({ style: 'unit', unit: 'minute', maximumFractionDigits })(value / 60)
    },
  }
}
