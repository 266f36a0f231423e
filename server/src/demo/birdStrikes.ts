import { birdStrikes, type AirportScope } from '@coatcheck/shared/demo'
import { describeAirportScope } from './airportScope.ts'
import { birdStrikeAirports } from './birdStrikeAirports.ts'
import { defineReport, sql } from '../index.ts'

export const birdStrikesReport = defineReport({
  description: birdStrikes,
  source: 'bird_strikes',
  rowOrder: [{ column: 'id', direction: 'asc' }],
  storedInRowOrder: true,

  restrict: (scope: AirportScope) =>
    scope.kind === 'all' ? [] : [sql`"airport" = ANY(${airportNames(scope.airports)})`],

  describeScope: describeAirportScope,

  filter: ({ from, until, airports, species, damages, minCost }) => [
    sql`"date" >= CAST(${from} AS DATE)`,
    sql`"date" < CAST(${until} AS DATE)`,
    airports && sql`"airport" = ANY(${airports})`,
    species && sql`"species" = ANY(${species})`,
    damages && sql`"damage" = ANY(${damages})`,
    minCost === undefined ? undefined : sql`"totalCost" >= ${minCost}`,
  ],

  measures: {
    damagedShare: `avg(CASE WHEN "damage" <> 'None' THEN 1 ELSE 0 END)`,
    totalCost: `sum("totalCost")`,
    worstCost: `max("totalCost")`,
    species: `count(DISTINCT "species")`,
  },
})

/** Scopes name airports by IATA code, the FAA's reports by name. */
function airportNames(codes: readonly string[]): readonly string[] {
  return codes.flatMap((code) => birdStrikeAirports.get(code) ?? [])
}
