import { expect, test } from 'vitest'
import type { ReportOutline } from '../reportDescription.ts'
import { flights as described } from '../demo/flights.ts'
import { outlineOf } from '../reportDescription.ts'
import { completeWords } from './completeWords.ts'

const flights = outlineOf(described)

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
const exportIdOf = (start: string) => `${start}7f4e-7a53-4f0e-9a3c-1d1f0a9a1f0e`
const kept = exportIdOf('0b1f')
const queued = exportIdOf('0b2f')
const keptUntil = '2026-01-31T12:10:00.000Z'
const server = {
  reports: async () => reports,
  exports: async () => [
    { exportId: kept, state: 'delivered' as const, keptUntil },
    { exportId: queued, state: 'queued' as const, keptUntil: null },
    { exportId: exportIdOf('dead'), state: 'delivered' as const, keptUntil: null },
    { exportId: exportIdOf('c0ff'), state: 'failed' as const, keptUntil: null },
    ...hostile.map((exportId) => ({ exportId, state: 'ready' as const, keptUntil })),
  ],
}
const words = (...typed: string[]) => completeWords(typed, server)
const flightsColumns = flights.columns.map(({ id }) => id)

test('commands and shells need no server', async () => {
  const fail = () => Promise.reject(new Error('unreachable'))
  const unreachable = { reports: fail, exports: fail }
  const commands = ['export', 'list', 'fetch', 'reports', 'completion']
  expect(await completeWords([''], unreachable)).toEqual(commands)
  expect(await completeWords(['list', '--'], unreachable)).toContain('--search')
  expect(await completeWords(['fetch', '-'], unreachable)).toContain('--output')
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

test('exports that have a file to fetch, or are going to, are offered for fetch', async () => {
  expect(await words('fetch', '')).toEqual([kept, queued])
  expect(await words('fetch', '--force', '')).toEqual([kept, queued])
  expect(await words('fetch', kept, '')).toContain('--force')
})

test.each(['detach', 'name'])('--%s is an option, and no filter takes its name', async (id) => {
  const fields = [{ id, label: id, kind: 'values', column: 'origin' } as const]
  const own = { ...server, reports: async () => [{ ...outline, fields }] }
  const flags = await completeWords(['export', 'flights', '--'], own)
  expect(flags).toEqual(expect.arrayContaining([`--${id}`, `--filter-${id}`]))
})
