import type { Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { refusalOf, type ExportCheck } from '../exports/exportPermission.ts'
import type { ReportList, ScopeOf } from '../reports/anyReport.ts'
import type { Catalogue } from '../reports/catalogue.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import type { CoatcheckOptions } from './coatcheckOptions.ts'

/** Returns why an export is refused at this stage; null when it is permitted. */
export type Permission = (
  record: TicketRecord,
  stage: ExportCheck['stage'],
) => Promise<AppError | null>

/**
 * Asks the app; and at each pick-up, whether the viewer may still see all that the request names, as
 * they could when the ticket was issued.
 */
export function permissionBy<Reports extends ReportList>(
  { mayExport }: Pick<CoatcheckOptions<Reports>, 'mayExport'>,
  catalogue: Catalogue,
): Permission {
  return async ({ viewer, sessionId, request, rowCount }, stage) => {
    if (stage === 'pickUp' && !(await isVisible(catalogue, request, viewer))) {
      return refusalOf(false)
    }
    if (!mayExport) return null
    // The record holds what `viewer` returned when the ticket was issued.
    const typedViewer = viewer as Viewer<ScopeOf<Reports>>
    return refusalOf(await mayExport({ viewer: typedViewer, sessionId, request, rowCount, stage }))
  }
}

async function isVisible(
  catalogue: Catalogue,
  request: TicketRecord['request'],
  viewer: Viewer,
): Promise<boolean> {
  try {
    const report = await catalogue.reportFor(viewer, request)
    if (!report.columnsOf || request.columns) return true
    // A ticket from before the report hid columns is for all of them.
    const all = catalogue.report(request.report).description.columns
    return report.description.columns.length === all.length
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-request') return false
    throw error
  }
}
