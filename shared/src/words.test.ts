import { expect, test } from 'vitest'
import { findWords, inLanguage, wordsIn } from './words.ts'

const delay = { en: 'Delay', de: 'Verspätung', 'de-CH': 'Verspätig', 'pt-BR': 'Atraso' }

test.each([
  ['de', 'Verspätung'],
  ['de-AT', 'Verspätung'],
  ['de-Latn-DE', 'Verspätung'],
  ['de-CH', 'Verspätig'],
  ['DE-ch', 'Verspätig'],
  ['pt-PT', 'Atraso'],
  ['fr', 'Delay'],
  [undefined, 'Delay'],
])('words for %s are %s', (locale, text) => {
  expect(wordsIn(delay, locale)).toBe(text)
})

test('a plain text is the same in every language, and belongs to none', () => {
  expect(wordsIn('Delay', 'de')).toBe('Delay')
  expect(findWords('Delay', 'de')).toBeUndefined()
})

test('a language that is missing is not found', () => {
  expect(findWords(delay, 'fr')).toBeUndefined()
})

test('only what people read is translated', () => {
  const column = { id: 'delay', label: delay, unit: { en: 'min', de: 'Min.' }, width: 9 }
  expect(inLanguage(column, 'de')).toEqual({
    id: 'delay',
    label: 'Verspätung',
    unit: 'Min.',
    width: 9,
  })
})
