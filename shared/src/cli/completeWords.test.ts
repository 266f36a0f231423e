import { expect, test } from 'vitest'
import type { ReportOutline } from '../reportDescription.ts'
import { flights } from '../demo/flights.ts'
import { completeWords } from './completeWords.ts'

const hostile = ['$(id)', '`id`', 'a;id', 'a\nb', '*', '~', '-x', '"a"', '\u001B[2J', '\u202Ea']

const outline: ReportOutline = {
  ...flights,
  fields: [...flights.fields, ...hostile.map((id) => ({ id, label: id, kind: 'day' }) as const)],
  columns: [
    ...flights.columns,
    ...hostile.map((id) => ({ id, label: id, type: 'text', width: 10 }) as const),
  ],
}
const reports = [outline, ...hostile.map((id) => ({ ...outline, id }))]
const words = (...typed: string[]) => completeWords(typed, async () => reports)
const flightsColumns = flights.columns.map(({ id }) => id)

test('commands and shells need no server', async () => {
  const unreachable = () => Promise.reject(new Error('unreachable'))
  expect(await completeWords([''], unreachable)).toEqual(['export', 'reports', 'completion'])
  expect(await completeWords(['completion', ''], unreachable)).toEqual(['bash', 'zsh', 'fish'])
})

test('ids that mean something to a shell are left out', async () => {
  expect(await words('export', '')).toEqual(['flights'])
  expect(await words('export', 'flights', '--columns', '')).toEqual(flightsColumns)
  expect(await words('export', 'flights', '--sort', '')).toEqual(flightsColumns)
  const flags = await words('export', 'flights', '--')
  expect(flags).toEqual(expect.arrayContaining(['--min-delay', '--from', '--format']))
  expect(flags.filter((flag) => !/^--[a-z-]+$/.test(flag))).toEqual([])
})
