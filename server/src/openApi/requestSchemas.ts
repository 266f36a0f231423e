import { requestSchemasOf, type AnyReports, type ReportDescription } from '@coatcheck/shared'
import type { z } from 'zod'
import {
  exportSchema,
  listSchema,
  pickUpSchema,
  reportListSchema,
  watchSchema,
} from '../trpc/exportInputs.ts'

export type NamedSchemas = Readonly<Record<string, z.ZodType>>

/**
 * What a viewer may ask, by the name of the schema in the document. Without a report that they may
 * see, they can ask nothing of one.
 *
 * @param descriptions as the viewer may see them
 */
export function requestSchemasFor(descriptions: readonly ReportDescription[]): NamedSchemas {
  const always = {
    ExportId: exportSchema,
    ExportListRequest: listSchema,
    PickUpRequest: pickUpSchema,
    ReportListRequest: reportListSchema,
    WatchRequest: watchSchema,
  }
  if (!hasOne(descriptions)) return always
  const schemas = requestSchemasOf(descriptions)
  return {
    ...always,
    ChartsRequest: schemas.charts,
    ExportRequest: schemas.export,
    OptionsRequest: schemas.options,
    PageRequest: schemas.page,
    RowsRequest: schemas.rows,
    TicketRequest: schemas.ticket,
    ValuesRequest: schemas.values,
  }
}

function hasOne(descriptions: readonly ReportDescription[]): descriptions is AnyReports {
  return descriptions.length > 0
}
