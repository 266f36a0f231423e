import { expect, test } from 'vitest'
import { flights } from '../demo/flights.ts'
import { help } from './help.ts'
import { readExport } from './requestFlags.ts'

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
