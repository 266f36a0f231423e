import { describe, expect, test } from 'vitest'
import { flights as described } from '../demo/flights.ts'
import { outlineOf } from '../reportDescription.ts'
import { completeWords } from './completeWords.ts'
import { reportHelp } from './help.ts'
import { linkFlags, reportLinkIn } from './reportLink.ts'
import { readExport } from './requestFlags.ts'

const flights = { ...outlineOf(described), takesWhere: true as const }

test('--where adds conditions', () => {
  const args = ['--where', 'delay:between:15..60', '--where=originCity:contains:york']
  expect(readExport(flights, args).request).toMatchObject({
    where: [
      { column: 'delay', operator: 'between', min: 15, max: 60 },
      { column: 'originCity', operator: 'contains', text: 'york' },
    ],
  })
})

describe('--where says what is wrong', () => {
  test.each([
    ['delays:is:5', 'The report flights has no column delays. Did you mean delay?'],
    ['delay', 'The report flights has no column delay.'],
    ['delay:over:5', 'must be <column>:<operator>:<values>. Operators: is, is-not, contains'],
    ['delay:contains:5', 'A column of type integer has no contains.'],
    ['delay:is:five', 'Use a whole number of up to 64 bits.'],
    ['delay:between:5..1', 'Must not be less than the min (5).'],
  ])('%s', (text, message) => {
    expect(() => readExport(flights, ['--where', text])).toThrow(message)
  })
})

test('a link carries its conditions', () => {
  const page = 'https://reports.example.com/reports/flights'
  const all = [`--link=${page}?where=origin:is:A%5C,B,C&where=delay:between:15..`]
  const flags = linkFlags(reportLinkIn(all)!, flights, all)
  expect(readExport(flights, [...flags, ...all]).request).toMatchObject({
    where: [
      { column: 'origin', operator: 'is', values: ['A,B', 'C'] },
      { column: 'delay', operator: 'between', min: 15 },
    ],
  })
  const own = [...all, '--where=delay:blank']
  expect(
    readExport(flights, [...linkFlags(reportLinkIn(own)!, flights, own), ...own]).request,
  ).toMatchObject({
    where: [{ column: 'delay', operator: 'blank' }],
  })
})

test('help and completion know them', async () => {
  expect(reportHelp(flights)).toContain('originCity:contains:york')
  expect(reportHelp(outlineOf(described))).not.toContain('--where')
  const server = { reports: async () => [flights], exports: async () => [] }
  const words = await completeWords(['export', 'flights', '--where', ''], server)
  expect(words).toContain('delay:between')
  expect(words).not.toContain('delay:contains')
})
