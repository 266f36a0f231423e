import { wordsIn } from '@coatcheck/shared'
import type { AirportScope } from '@coatcheck/shared/demo'

export function describeAirportScope(scope: AirportScope, locale?: string): string {
  if (scope.kind === 'all') return wordsIn({ en: 'All', de: 'Alle' }, locale)
  return `${wordsIn({ en: 'Airports', de: 'Flughäfen' }, locale)} ${scope.airports.join(', ')}`
}
