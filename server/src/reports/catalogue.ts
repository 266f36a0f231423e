import {
  requestSchemasOf,
  type ReportDescription,
  type RequestSchemas,
  type Viewer,
} from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { AnyReport, ReportList } from './anyReport.ts'
import { checkReport } from './checkReport.ts'
import type { TableRequest } from './reportQueries.ts'
import { checkVisible, visiblePart, visibleReport } from './visibleReport.ts'

/** What a request names of its report. */
export type ReportRequest = Partial<TableRequest> & { readonly report: string }

/** The reports of a service, in the order in which the page lists them. */
export class Catalogue {
  readonly reports: ReportList
  readonly #byId: ReadonlyMap<string, AnyReport>

  /** @throws Error when two reports have the same id, or `checkReport` refuses one. */
  constructor(reports: ReportList) {
    this.reports = reports
    this.#byId = new Map(reports.map((report) => [report.description.id, report]))
    for (const report of reports) checkReport(report)
    if (this.#byId.size < reports.length) throw new Error('Each report needs an id of its own.')
  }

  find(id: string): AnyReport | undefined {
    return this.#byId.get(id)
  }

  /** @throws AppError `invalid-request` when there is no such report. */
  report(id: string): AnyReport {
    const report = this.find(id)
    if (report) return report
    const known = [...this.#byId.keys()].join(', ')
    throw new AppError('invalid-request', `There is no report ${id}. Use one of ${known}.`)
  }

  /**
   * The report as this viewer may see it.
   *
   * @throws AppError `invalid-request` when there is no such report, or the request names what the
   *   viewer may not see.
   */
  async reportFor(viewer: Viewer, request: ReportRequest): Promise<AnyReport> {
    const report = await visibleReport(this.report(request.report), viewer)
    checkVisible(report, request)
    return report
  }

  /** Descriptions of the reports that this viewer may see something of, as they may see them. */
  async descriptionsFor(viewer: Viewer): Promise<ReportDescription[]> {
    const descriptions = this.reports.map(async (report) =>
      report.columnsOf
        ? visiblePart(report.description, new Set(await report.columnsOf(viewer)))
        : report.description,
    )
    return (await Promise.all(descriptions)).filter((description) => description !== null)
  }
}

/** Schemas of the requests for these reports. */
export function requestsOf(catalogue: Catalogue): RequestSchemas {
  const [first, ...others] = catalogue.reports
  return requestSchemasOf([first.description, ...others.map(({ description }) => description)])
}
