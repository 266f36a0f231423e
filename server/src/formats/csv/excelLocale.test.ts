import { expect, test } from 'vitest'
import { excelLocale } from './excelLocale.ts'

test.each([
  ['de', ';', ','],
  ['de-CH', ';', '.'],
  ['en', ',', '.'],
  ['en-GB', ',', '.'],
  // Its decimal mark is a comma, so its list separator cannot be one.
  ['en-ZA', ';', ','],
  ['fr-CA', ';', ','],
  ['es-ES', ';', ','],
  ['es-MX', ',', '.'],
  ['es-PE', ';', '.'],
  ['ar-EG', ';', '.'],
  ['ja', ',', '.'],
  ['zh-Hant-TW', ',', '.'],
  ['vi', ';', ','],
  ['xx', ';', '.'],
])('%s separates with %s and has the decimal mark %s', (tag, separator, decimalMark) => {
  expect(excelLocale(tag)).toMatchObject({ separator, decimalMark })
})
