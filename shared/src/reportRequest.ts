import { z } from 'zod'
import { chartChoicesSchema } from './chartChoice.ts'
import { fileNameSchema } from './givenFileName.ts'
import { namesIn } from './namesIn.ts'
import type { ColumnId, ReportDescription } from './reportDescription.ts'
import {
  columnsSchema,
  csvDialectSchema,
  formatSchema,
  localeSchema,
  sortSchema,
  timeZoneSchema,
} from './requestParts.ts'
import { whereSchema } from './whereSchema.ts'

/** The most rows that one call of `report.page` returns. */
export const pageRowsMax = 500

/** Far more than any table that a browser can scroll through or a file can hold. */
const offsetMax = 1_000_000_000

/** Which rows of one report. */
export function rowsRequestOf<const Description extends ReportDescription>(
  description: Description,
) {
  // By its own type, or the schema would forget which filters there are.
  const filters: Description['filters'] = description.filters
  const types = new Map(description.columns.map(({ id, type }) => [id, type]))
  return z.strictObject({
    report: z.literal<Description['id']>(description.id),
    filters,
    where: whereSchema(columnIdOf(description), (id) => types.get(id)!).optional(),
  })
}

/** The values of one column of a report, in some of its rows. */
export function valuesRequestOf<const Description extends ReportDescription>(
  description: Description,
) {
  return rowsRequestOf(description).extend({
    column: columnIdOf(description),
    search: z.string().max(100, 'Use 100 characters at most.').optional(),
  })
}

function columnIdOf<const Description extends ReportDescription>({
  columns,
}: Description): z.ZodType<ColumnId<Description>, ColumnId<Description>> {
  const ids = columns.map((column) => column.id) as [
    ColumnId<Description>,
    ...ColumnId<Description>[],
  ]
  return z.enum(ids, { error: `Use one of the columns ${namesIn(ids)}.` })
}

/** Some charts of one report. */
export function chartsRequestOf<const Description extends ReportDescription>(
  description: Description,
) {
  return rowsRequestOf(description).extend({ charts: chartChoicesSchema(description).optional() })
}

/** Which rows of one report, in which order and columns: the table that a person sees. */
function tableRequestOf<const Description extends ReportDescription>(description: Description) {
  const columnId = columnIdOf(description)
  return rowsRequestOf(description).extend({
    columns: columnsSchema(columnId, description.columns.length).optional(),
    sort: sortSchema(columnId).optional(),
  })
}

/** A part of the table of one report. */
export function pageRequestOf<const Description extends ReportDescription>(
  description: Description,
) {
  return tableRequestOf(description).extend({
    offset: z
      .int('Use a whole number.')
      .min(0, 'Use 0 or more.')
      .max(offsetMax, `Use ${offsetMax} or less.`),
    limit: z
      .int('Use a whole number.')
      .min(1, 'Ask for at least one row.')
      .max(pageRowsMax, `Ask for ${pageRowsMax} rows at most.`),
  })
}

/** An export of one report: everything that decides the bytes. */
export function exportRequestOf<const Description extends ReportDescription>(
  description: Description,
) {
  return tableRequestOf(description).extend({
    format: formatSchema,
    timeZone: timeZoneSchema.optional(),
    locale: localeSchema.optional(),
    csvDialect: csvDialectSchema.optional(),
    fileName: fileNameSchema.optional(),
  })
}

/** 256 random bits that identify a client other than a browser. */
export const clientKeySchema = z
  .string()
  .regex(/^[\w-]{43}$/, 'Use 43 characters of base64url, for 256 random bits.')

/**
 * A request for a ticket. A client other than a browser may bind the ticket to a key, and can then
 * fetch the file again as a browser can: it sends the key as the cookie `coatcheck` each time.
 */
export function ticketRequestOf<const Description extends ReportDescription>(
  description: Description,
) {
  return exportRequestOf(description).extend({ clientKey: clientKeySchema.optional() })
}
