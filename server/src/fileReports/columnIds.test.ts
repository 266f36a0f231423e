import { expect, test } from 'vitest'
import { IdSource } from './columnIds.ts'

function idsOf(...names: string[]): string[] {
  const ids = new IdSource()
  return names.map((name, index) => ids.next(name, `column-${index + 1}`))
}

test('an id is the name in lower case, with hyphens for characters other than letters and digits', () => {
  expect(idsOf('Unit price (€)', ' net_generation ', 'a;b"c,d')).toEqual([
    'unit-price',
    'net-generation',
    'a-b-c-d',
  ])
})

test('letters of other scripts stay', () => {
  expect(idsOf('Größe', '名前', 'Ελλάδα')).toEqual(['größe', '名前', 'ελλάδα'])
})

test('names that are equal, differ in case only, or have no letters get different ids', () => {
  expect(idsOf('Name', 'name', 'NAME', 'name-2', '', '#')).toEqual([
    'name',
    'name-2',
    'name-3',
    'name-2-2',
    'column-5',
    'column-6',
  ])
})

test('no id has a meaning in addresses, or is a property of every object', () => {
  expect(idsOf('from', 'Until', 'sort', 'columns', 'constructor', '__proto__')).toEqual([
    'from-2',
    'until-2',
    'sort-2',
    'columns-2',
    'constructor-2',
    'proto',
  ])
})
