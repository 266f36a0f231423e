import { requestSchemasOf } from '../requestSchemas.ts'
import { birdStrikes } from './birdStrikes.ts'
import { flights } from './flights.ts'
import { strikeCosts } from './strikeCosts.ts'

/** The demo's catalogue of descriptions: a report joins by one line here. */
export const reports = [flights, birdStrikes, strikeCosts] as const

/** What a client may ask of them. */
export const requests = requestSchemasOf(reports)
