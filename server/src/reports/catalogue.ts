import {
  outlineOf,
  requestSchemasOf,
  type ExportRequest,
  type ReportDescription,
  type ReportOutline,
  type RequestSchemas,
  type Viewer,
} from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { OpenedTemplate } from '../formats/xlsx/template/openedTemplate.ts'
import { isRowsReport, type AnyReport, type ReportList } from './anyReport.ts'
import { checkReport } from './checkReport.ts'
import { openReportTemplate } from './openReportTemplate.ts'
import type { TableRequest } from './reportQueries.ts'
import { viewerScope } from './viewerScope.ts'
import { checkVisible, visiblePart, visibleReport } from './visibleReport.ts'

/** What a request names of its report. */
export type ReportRequest = Partial<TableRequest> & {
  readonly report: string
  /** In a request for the values of a column. */
  readonly column?: string
}

/** The reports of a service, in the order in which the page lists them. */
export class Catalogue {
  readonly reports: ReportList
  readonly #byId: ReadonlyMap<string, AnyReport>
  readonly #templates: ReadonlyMap<string, OpenedTemplate>

  /**
   * @throws Error when two reports have the same id, `checkReport` refuses one, or a template cannot be
   *   used.
   */
  constructor(reports: ReportList) {
    this.reports = reports
    this.#byId = new Map(reports.map((report) => [report.description.id, report]))
    for (const report of reports) checkReport(report)
    if (this.#byId.size < reports.length) throw new Error('Each report needs an id of its own.')
    this.#templates = new Map(
      reports.flatMap((report) => {
        const template = openReportTemplate(report)
        return template ? [[report.description.id, template] as const] : []
      }),
    )
  }

  /** The template of a report, if it has one. */
  template(id: string): OpenedTemplate | undefined {
    return this.#templates.get(id)
  }

  /** How many rows a file of this format can hold; Infinity where the format has no limit. */
  rowsMax({ report, format }: Pick<ExportRequest, 'report' | 'format'>): number {
    const template = format === 'xlsx' ? this.template(report) : undefined
    return template?.rowsMax ?? Infinity
  }

  /** By id, for the reports with a template that this viewer may see: rows that their .xlsx can hold. */
  async xlsxRowsMaxFor(viewer: Viewer): Promise<Record<string, number> | undefined> {
    if (this.#templates.size === 0) return undefined
    const visible = await this.descriptionsFor(viewer)
    const limits = visible.flatMap(({ id }) => {
      const template = this.template(id)
      return template ? [[id, template.rowsMax] as const] : []
    })
    return limits.length > 0 ? Object.fromEntries(limits) : undefined
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
    return (await this.#visibleTo(viewer)).map(({ description }) => description)
  }

  /** The same as plain data in the language of the locale, with which rows the viewer may see. */
  async outlinesFor(viewer: Viewer, locale?: string): Promise<ReportOutline[]> {
    return (await this.#visibleTo(viewer)).map(({ report, description }) => {
      const scope = viewerScope(report, viewer, locale)
      return {
        ...outlineOf(description, locale),
        ...(scope !== undefined && { scope }),
        ...(!isRowsReport(report) && { takesWhere: true as const }),
      }
    })
  }

  async #visibleTo(
    viewer: Viewer,
  ): Promise<{ report: AnyReport; description: ReportDescription }[]> {
    const parts = this.reports.map(async (report) => ({
      report,
      description: report.columnsOf
        ? visiblePart(report.description, new Set(await report.columnsOf(viewer)))
        : report.description,
    }))
    return (await Promise.all(parts)).flatMap(({ report, description }) =>
      description === null ? [] : [{ report, description }],
    )
  }
}

/** Schemas of the requests for these reports. */
export function requestsOf(catalogue: Catalogue): RequestSchemas {
  const [first, ...others] = catalogue.reports
  return requestSchemasOf([first.description, ...others.map(({ description }) => description)])
}
