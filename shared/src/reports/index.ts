import { birdStrikes } from './birdStrikes.ts'
import { flights } from './flights.ts'

/** The catalogue of descriptions: a report joins by one line here. */
export const reports = [flights, birdStrikes] as const

export const reportIds = reports.map((report) => report.id)

export type ReportId = (typeof reports)[number]['id']

export type DescriptionOf<Id extends ReportId> = Extract<(typeof reports)[number], { id: Id }>
