import { strikeCosts, type AirportScope } from '@coatcheck/shared/demo'
import { defineReport, sql } from '../index.ts'
import { describeAirportScope } from './airportScope.ts'
import { birdStrikesReport } from './birdStrikes.ts'

/** An example of a template: its workbook was made in LibreOffice, see docs/templates.md. */
export const strikeCostsReport = defineReport({
  description: strikeCosts,
  source: 'bird_strikes',
  rowOrder: [{ column: 'id', direction: 'asc' }],
  storedInRowOrder: true,

  restrict: (scope: AirportScope) => birdStrikesReport.restrict(scope),

  describeScope: describeAirportScope,

  filter: ({ from, until, minCost }) => [
    sql`"date" >= CAST(${from} AS DATE)`,
    sql`"date" < CAST(${until} AS DATE)`,
    minCost === undefined ? undefined : sql`"totalCost" >= ${minCost}`,
  ],

  measures: {
    totalCost: `sum("totalCost")`,
    worstCost: `max("totalCost")`,
  },

  template: {
    file: new URL('templates/strikeCosts.xlsx', import.meta.url),
    into: 'StrikeRows',
    aboutSheet: true,
  },
})
