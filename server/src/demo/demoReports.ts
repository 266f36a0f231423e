import { birdStrikesReport } from './birdStrikes.ts'
import { flightsReport } from './flights.ts'
import { strikeCostsReport } from './strikeCosts.ts'

/** A report joins by one line here, and one in the list of descriptions in shared. */
export const demoReports = [flightsReport, birdStrikesReport, strikeCostsReport] as const
