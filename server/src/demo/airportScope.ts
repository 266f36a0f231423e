import type { AirportScope } from '@coatcheck/shared'

export function describeAirportScope(scope: AirportScope): string {
  return scope.kind === 'all' ? 'All' : `Airports ${scope.airports.join(', ')}`
}
