import { birdStrikesReport } from './birdStrikes.ts'
import { Catalogue } from '../reports/catalogue.ts'
import { flightsReport } from './flights.ts'

/** A report joins by one line here, and one in the catalogue of descriptions in shared. */
export const demoCatalogue = new Catalogue([flightsReport, birdStrikesReport])
