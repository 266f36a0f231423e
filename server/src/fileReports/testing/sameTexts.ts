import type { SqlValue } from '../../database/duckdb/duckdbRunner.ts'

/** Whether a value of a column of this type keeps all of what a field of a CSV file says. */
export function keepsText(
  text: string,
  value: SqlValue,
  { type, decimalMark }: { readonly type: string; readonly decimalMark: '.' | ',' },
): boolean {
  if (value === null) return text === ''
  switch (type) {
    case 'VARCHAR':
    case 'BIGINT':
      return String(value) === text
    case 'BOOLEAN':
      return String(value) === text.toLowerCase()
    case 'DOUBLE':
      return !/^[-+]?0\d|^\s|^\+|\s$/.test(text) && numberOf(text, decimalMark) === value
    default:
      return timesOf(text).some(
        (ms) => ms === Date.parse(`${String(value).replace(' ', 'T')}${zoneOf(value)}`),
      )
  }
}

function numberOf(text: string, decimalMark: '.' | ','): number {
  const group = decimalMark === '.' ? ',' : '.'
  // A point in a number without groups of three is one before decimals, whatever other columns have.
  const isGrouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(?!\\d)`).test(text)
  const plain = isGrouped ? text.replaceAll(group, '') : text
  return Number(plain.replace(',', '.'))
}

function zoneOf(value: SqlValue): string {
  return String(value).includes(' ') ? 'Z' : 'T00:00Z'
}

/** Where days and months can change places, both. */
function timesOf(text: string): number[] {
  const [, first, second, year] = /^(\d+)[./](\d+)[./](\d{4})$/.exec(text) ?? []
  if (year === undefined) return [Date.parse(`${text.replace(' ', 'T')}${zoneOf(text)}`)]
  const [one, other] = [first!, second!].map((part) => part.padStart(2, '0'))
  return [`${year}-${one}-${other}`, `${year}-${other}-${one}`].map((day) =>
    Date.parse(`${day}T00:00Z`),
  )
}
