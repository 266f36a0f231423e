import { flights, type AirportScope } from '@coatcheck/shared/demo'
import { describeAirportScope } from './airportScope.ts'
import { defineReport, sql } from '../index.ts'
import { designFlights } from './flightsDesign.ts'

export const flightsReport = defineReport({
  description: flights,
  source: 'flights',
  rowOrder: [{ column: 'id', direction: 'asc' }],
  storedInRowOrder: true,

  restrict: (scope: AirportScope) =>
    scope.kind === 'all' ? [] : [sql`"origin" = ANY(${scope.airports})`],

  describeScope: describeAirportScope,

  filter: ({ from, until, origins, destinations, minDelay, maxDelay }) => [
    sql`"date" >= CAST(${from} AS TIMESTAMP)`,
    sql`"date" < CAST(${until} AS TIMESTAMP)`,
    origins && sql`"origin" = ANY(${origins})`,
    destinations && sql`"destination" = ANY(${destinations})`,
    minDelay === undefined ? undefined : sql`"delay" >= ${minDelay}`,
    maxDelay === undefined ? undefined : sql`"delay" <= ${maxDelay}`,
  ],

  measures: {
    // The US Department of Transportation calls a flight on time when it is less than 15 min late.
    onTimeShare: `avg(CASE WHEN "delay" < 15 THEN 1 ELSE 0 END)`,
    averageDelay: `avg("delay")`,
    worstDelay: `max("delay")`,
    routes: { distinct: ['origin', 'destination'] },
  },

  design: designFlights,
})
