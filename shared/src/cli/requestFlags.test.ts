import { expect, test } from 'vitest'
import { flights as described } from '../demo/flights.ts'
import { outlineOf } from '../reportDescription.ts'
import { help } from './help.ts'
import { readExport } from './requestFlags.ts'

const flights = outlineOf(described)

test('--name becomes the file name of the request, and its extension the format', () => {
  const requestOf = (...args: string[]) => readExport(flights, args).request
  expect(requestOf('--name', 'Seattle in June')).toMatchObject({
    fileName: 'Seattle in June',
    format: 'xlsx',
  })
  expect(requestOf('--name', 'june.csv')).toMatchObject({ fileName: 'june.csv', format: 'csv' })
  expect(requestOf('--name', 'june.csv', '-o', 'a.xlsx')).toMatchObject({ format: 'xlsx' })
  expect(requestOf()).not.toHaveProperty('fileName')
})

test('a filter called name has an option with another name', () => {
  const fields = [{ id: 'name', label: 'Name', kind: 'values', column: 'origin' } as const]
  const args = ['--name', 'june', '--filter-name', 'SEA']
  const { request } = readExport({ ...flights, fields }, args)
  expect(request).toMatchObject({ fileName: 'june', filters: { name: ['SEA'] } })
})

test('the help names it', () => {
  expect(help).toMatch(/^ +--name <name> /m)
})

test('--locale and --csv-dialect are part of the request, and a dialect asks for CSV', () => {
  const requestOf = (...args: string[]) => readExport(flights, args).request
  expect(requestOf('--locale', 'de-AT')).toMatchObject({ locale: 'de-AT', format: 'xlsx' })
  expect(requestOf('--csv-dialect', 'excel')).toMatchObject({ csvDialect: 'excel', format: 'csv' })
  expect(requestOf()).not.toHaveProperty('locale')
  expect(requestOf()).not.toHaveProperty('csvDialect')
})

test.each([
  ['--format', 'xlsx'],
  ['-o', 'june.xlsx'],
])('--csv-dialect is refused with %s %s', (...args) => {
  expect(() => readExport(flights, ['--csv-dialect', 'excel', ...args])).toThrow(
    '--csv-dialect is for CSV, and this file is xlsx. Use --format csv.',
  )
})
