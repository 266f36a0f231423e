import { shortDay, type DayPattern } from '../shortDay.ts'

/** How the Excel of a region reads CSV and the values in it. */
export interface ExcelLocale {
  readonly separator: ',' | ';'
  readonly decimalMark: ',' | '.'
  /** Days as in Windows' short date, with four digits of the year. */
  readonly day: DayPattern
}

/**
 * Languages whose list separator in Windows is a comma; that of all others is a semicolon, also where
 * the decimal mark is a point, as in Switzerland. `Intl` does not know it. From the table of Windows'
 * own values in .NET: IcuLocaleData.generator.cs in https://github.com/dotnet/runtime.
 */
const commaLanguages = new Set(
  (
    'arn as bn bo chr en gn gu he hi hy iu ja km kn ko kok la mi mni moh mr ne or pa pap quc quz sa ' +
    'syr ta th ug vi yue zh'
  ).split(' '),
)

/** Regions that differ from their language in the same table. */
const regions: Readonly<Record<string, ',' | ';'>> = {
  'en-ID': ';',
  'es-MX': ',',
  'es-US': ',',
  'ko-KP': ';',
  'ta-LK': ';',
  'ta-MY': ';',
  'ta-SG': ';',
}

export function excelLocale(tag: string): ExcelLocale {
  const { language, region } = new Intl.Locale(tag).maximize()
  // Without extensions, which may ask for other digits or calendars than Excel reads.
  const { baseName } = new Intl.Locale(tag)
  const decimalMark = decimalMarkOf(baseName)
  return {
    separator: separatorOf(language, region, decimalMark),
    decimalMark,
    day: shortDay(baseName),
  }
}

function separatorOf(
  language: string,
  region: string | undefined,
  decimalMark: ',' | '.',
): ',' | ';' {
  // With a comma for both, as in en-ZA, a number would be two fields.
  if (decimalMark === ',') return ';'
  return regions[`${language}-${region}`] ?? (commaLanguages.has(language) ? ',' : ';')
}

function decimalMarkOf(locale: string): ',' | '.' {
  const format = new Intl.NumberFormat(locale, { numberingSystem: 'latn' })
  const mark = format.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value
  return mark === ',' ? ',' : '.'
}
