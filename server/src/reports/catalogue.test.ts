import { expect, test } from 'vitest'
import { birdStrikesReport } from '../demo/birdStrikes.ts'
import { Catalogue } from './catalogue.ts'
import { flightsReport } from '../demo/flights.ts'

const renamed = (id: string) => ({
  ...flightsReport,
  description: { ...flightsReport.description, id },
})

test('a report is found by its id', () => {
  const catalogue = new Catalogue([flightsReport, birdStrikesReport])
  expect(catalogue.report('bird-strikes')).toBe(birdStrikesReport)
})

test('a report that is not there is refused with those that are', () => {
  const catalogue = new Catalogue([flightsReport, birdStrikesReport])
  expect(() => catalogue.report('trains')).toThrow('Use one of flights, bird-strikes.')
  expect(() => catalogue.report('constructor')).toThrow('There is no report constructor.')
})

test('two reports may not have one id', () => {
  expect(() => new Catalogue([flightsReport, renamed('flights')])).toThrow('an id of its own')
})

test.each(['', '../flights', 'a b', '-rf', 'flights\n', '$(id)', '`id`', 'é', 'x'.repeat(101)])(
  '%j is no id',
  (id) => {
    expect(() => new Catalogue([renamed(id)])).toThrow('letters, digits, - and _ only')
  },
)
