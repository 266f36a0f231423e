import { birdStrikesReport } from './birdStrikes.ts'
import { flightsReport } from './flights.ts'

/** A report joins by one line here, and one in the list of descriptions in shared. */
export const demoReports = [flightsReport, birdStrikesReport] as const
