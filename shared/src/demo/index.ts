export { airportScopeSchema, type AirportScope } from './airportScope.ts'
export { birdStrikes } from './birdStrikes.ts'
export { flights } from './flights.ts'
export { reports, requests } from './reports.ts'
