import { describe, expect, test } from 'vitest'
import { flights } from '../demo/flights.ts'
import { outlineOf } from '../reportDescription.ts'
import { completeWords } from './completeWords.ts'
import { filterFlags } from './filterFlags.ts'
import { reportHelp } from './help.ts'
import { readExport } from './requestFlags.ts'

const common = { url: {}, name: {}, 'time-zone': {} }
const flagsOf = (...ids: string[]) => [...filterFlags(ids, common).values()]

test('an option is written like its filter, in lower case with hyphens', () => {
  expect(flagsOf('minDelay', 'max_delay', 'Unit price', 'größe')).toEqual([
    'min-delay',
    'max-delay',
    'unit-price',
    'größe',
  ])
})

describe('no option has two meanings', () => {
  test.each([
    [
      ['url', 'filter-url'],
      ['filter-url-2', 'filter-url'],
    ],
    [
      ['filter-url', 'url'],
      ['filter-url', 'filter-url-2'],
    ],
    [
      ['url', 'URL', 'filter-url-2'],
      ['filter-url', 'filter-url-3', 'filter-url-2'],
    ],
    [
      ['minDelay', 'min_delay'],
      ['min-delay', 'min-delay-2'],
    ],
    [
      ['minDelay', 'min-delay', 'min-delay-2'],
      ['min-delay-3', 'min-delay', 'min-delay-2'],
    ],
    [
      ['timeZone', 'time_zone'],
      ['filter-time-zone', 'filter-time-zone-2'],
    ],
    [
      ['a=b', 'a-b', '-a-b'],
      ['a-b-2', 'a-b', 'a-b-3'],
    ],
    [
      ['-', '--', 'filter'],
      ['filter-2', 'filter-3', 'filter'],
    ],
    [
      ['constructor', 'toString'],
      ['constructor', 'to-string'],
    ],
  ])('of %j', (ids, flags) => {
    expect(flagsOf(...ids)).toEqual(flags)
  })
})

const field = (id: string) => ({ id, label: id, kind: 'values', column: 'origin' }) as const
const fields = ['filter-url', 'url', 'minDelay', 'min_delay'].map(field)
const report = { ...outlineOf(flights), fields }

test('a command, its completion and its help know the same options', async () => {
  const flags = ['--filter-url', '--filter-url-2', '--min-delay', '--min-delay-2']
  const args = flags.flatMap((flag, index) => [flag, 'abcd'[index]!])
  expect(readExport(report, args).request).toMatchObject({
    filters: { 'filter-url': ['a'], url: ['b'], minDelay: ['c'], min_delay: ['d'] },
  })
  const server = { reports: async () => [report], exports: async () => [] }
  const offered = await completeWords(['export', 'flights', '--'], server)
  expect(offered.slice(0, 4)).toEqual(flags)
  expect(new Set(offered).size).toBe(offered.length)
  for (const flag of flags) expect(reportHelp(report)).toContain(`  ${flag} `)
})
