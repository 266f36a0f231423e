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

test('an unknown report is refused with a list of the known ones', () => {
  const catalogue = new Catalogue([flightsReport, birdStrikesReport])
  expect(() => catalogue.report('trains')).toThrow('Use one of flights, bird-strikes.')
  expect(() => catalogue.report('constructor')).toThrow('There is no report constructor.')
})

test('two reports may not have the same id', () => {
  expect(() => new Catalogue([flightsReport, renamed('flights')])).toThrow('an id of its own')
})

test.each(['', '../flights', 'a b', '-rf', 'flights\n', '$(id)', '`id`', 'é', 'x'.repeat(101)])(
  '%j is not a valid id',
  (id) => {
    expect(() => new Catalogue([renamed(id)])).toThrow('may only have letters, digits, - and _')
  },
)
