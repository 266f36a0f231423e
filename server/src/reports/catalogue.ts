import type { ReportId } from '@coatcheck/shared'
import { birdStrikesReport } from './birdStrikes.ts'
import type { Report } from './defineReport.ts'
import { flightsReport } from './flights.ts'

/** A report joins by one line here, and one in the catalogue of descriptions in shared. */
const reports: Readonly<Record<ReportId, Report>> = {
  flights: flightsReport,
  'bird-strikes': birdStrikesReport,
}

export function reportFor(id: ReportId): Report {
  return reports[id]
}
