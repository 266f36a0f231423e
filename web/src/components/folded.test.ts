import { expect, test } from 'vitest'
import { matching } from './folded.ts'

test('what was typed is found whatever its case, its accents and the lines of a heading', () => {
  const headings = ['Größe', 'Net\nweight', 'Ort']
  const found = (typed: string) => matching(headings, typed, (heading) => heading)
  expect(found('GROSSE')).toEqual([])
  expect(found('große')).toEqual(['Größe'])
  expect(found('net  weight')).toEqual(['Net\nweight'])
  expect(found('')).toEqual(headings)
})
