import type { AirportScope } from '@coatcheck/shared/demo'

export function describeAirportScope(scope: AirportScope): string {
  return scope.kind === 'all' ? 'All' : `Airports ${scope.airports.join(', ')}`
}
