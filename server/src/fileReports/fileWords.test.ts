import { wordsIn } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { aboutColumn, headingWords } from './fileWords.ts'

test('words around the name of a column are translated, the name is not', () => {
  expect(wordsIn(aboutColumn('min', 'Price $&'), 'de')).toBe('Price $& mindestens')
  expect(wordsIn(aboutColumn('sum', 'Price'), 'en')).toBe('Sum: Price')
  expect(headingWords('Price')).toBe('Price')
})

test('a heading that we made is translated', () => {
  expect(wordsIn(headingWords('Column 3'), 'de')).toBe('Spalte 3')
  expect(wordsIn(aboutColumn('average', 'Column 3'), 'de')).toBe('Durchschnitt: Spalte 3')
})
