import type { AirportScope } from '@coatcheck/shared/demo'
import { z } from 'zod'
import { defineReport, describeReport, sql } from '../index.ts'
import { birdStrikesReport } from './birdStrikes.ts'

/**
 * An example of a template: its workbook was made in LibreOffice. The demo does not list this report;
 * docs/templates.md explains it.
 */
export const strikeCostsReport = defineReport({
  description: describeReport({
    id: 'strike-costs',
    title: 'Costs of bird strikes',
    filters: z.strictObject({ from: z.iso.date() }),
    fields: [{ id: 'from', label: 'From', kind: 'day' }],
    columns: [
      { id: 'id', label: 'Report', type: 'integer', width: 9 },
      { id: 'date', label: 'Date', type: 'date', width: 12 },
      { id: 'airport', label: 'Airport', type: 'text', width: 34 },
      { id: 'species', label: 'Species', type: 'text', width: 26 },
      { id: 'damage', label: 'Damage', type: 'text', width: 13 },
      { id: 'totalCost', label: 'Total cost', type: 'integer', width: 13 },
    ],
  }),
  source: 'bird_strikes',
  restrict: (scope: AirportScope) => birdStrikesReport.restrict(scope),
  filter: ({ from }) => [sql`"date" >= CAST(${from} AS DATE)`],
  rowOrder: [{ column: 'id', direction: 'asc' }],
  measures: {},
  template: {
    file: new URL('templates/strikeCosts.xlsx', import.meta.url),
    into: 'StrikeRows',
    aboutSheet: true,
  },
})
