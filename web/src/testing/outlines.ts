import { outlineOf } from '@coatcheck/shared'
import * as described from '@coatcheck/shared/demo'

/** The demo's reports, as the page gets them in English. */
export const flights = outlineOf(described.flights, 'en')
export const birdStrikes = outlineOf(described.birdStrikes, 'en')

/** Lists the demo's reports in the language of the page, as the server does. */
export async function listReports({ locale }: { locale: string }) {
  return described.reports.map((report) => outlineOf(report, locale))
}
