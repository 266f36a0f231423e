import { requestSchemasOf, type AnyReports, type RequestSchemas } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { AnyReport, ReportList } from './anyReport.ts'

/** Ids stand in addresses, in the names of files and in command lines, where `-rf` is a flag. */
const idPattern = /^\w[\w-]{0,99}$/

/** The reports that can be asked for, in the order in which they are shown. */
export class Catalogue {
  readonly reports: ReportList
  readonly #byId: ReadonlyMap<string, AnyReport>

  /** @throws Error when two reports have one id, or one that is not legal in a file's name. */
  constructor(reports: ReportList) {
    this.reports = reports
    this.#byId = new Map(reports.map((report) => [report.description.id, report]))
    for (const { description } of reports) {
      if (idPattern.test(description.id)) continue
      const found = JSON.stringify(description.id)
      throw new Error(
        `A report's id has letters, digits, - and _ only, with no - at its start: ${found}`,
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

/** What clients may ask of these reports, typed by their descriptions. */
export function requestsOf<Reports extends AnyReports>(
  catalogue: Catalogue,
): RequestSchemas<Reports> {
  const descriptions = catalogue.reports.map(({ description }) => description)
  return requestSchemasOf(descriptions as unknown as Reports)
}
