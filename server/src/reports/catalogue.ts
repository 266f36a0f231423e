import { requestSchemasOf, type AnyReports, type RequestSchemas } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { AnyReport, ReportList } from './anyReport.ts'

/** Ids are part of addresses, file names and command lines, where `-rf` is a flag. */
const idPattern = /^\w[\w-]{0,99}$/

/** The reports of a service, in the order in which the page lists them. */
export class Catalogue {
  readonly reports: ReportList
  readonly #byId: ReadonlyMap<string, AnyReport>

  /** @throws Error when two reports have the same id, or an id is not legal in a file name. */
  constructor(reports: ReportList) {
    this.reports = reports
    this.#byId = new Map(reports.map((report) => [report.description.id, report]))
    for (const { description } of reports) {
      if (idPattern.test(description.id)) continue
      const found = JSON.stringify(description.id)
      throw new Error(
        `A report id may only have letters, digits, - and _, and no - at its start: ${found}`,
      )
    }
    if (this.#byId.size < reports.length) throw new Error('Each report needs an id of its own.')
  }

  /** @throws AppError `invalid-request` when there is no such report. */
  report(id: string): AnyReport {
    const report = this.#byId.get(id)
    if (report) return report
    const known = [...this.#byId.keys()].join(', ')
    throw new AppError('invalid-request', `There is no report ${id}. Use one of ${known}.`)
  }
}

/** Schemas of the requests for these reports, typed by their descriptions. */
export function requestsOf<Reports extends AnyReports>(
  catalogue: Catalogue,
): RequestSchemas<Reports> {
  const descriptions = catalogue.reports.map(({ description }) => description)
  return requestSchemasOf(descriptions as unknown as Reports)
}
