import { z } from 'zod'
import { describeReport } from '../describeReport.ts'
import { checkDayRange, dayRangeShape, numberSchema } from '../requestParts.ts'
import { birdStrikes } from './birdStrikes.ts'

const { range } = birdStrikes

const minCost = {
  id: 'minCost',
  label: { en: 'Cost at least', de: 'Kosten ab' },
  kind: 'number',
  unit: '$',
  whole: true,
  min: 0,
  max: 1_000_000_000,
} as const

/** Bird strikes again, in the columns of a workbook that is filled with them. */
export const strikeCosts = describeReport({
  id: 'strike-costs',
  title: { en: 'Strike costs', de: 'Schadenskosten' },
  description: {
    en: 'What bird strikes cost. The Excel file has a chart and a pivot table over all rows.',
    de: 'Was Vogelschläge kosten. Die Excel-Datei hat ein Diagramm und eine Pivot-Tabelle über alle Zeilen.',
  },
  range,
  filters: z
    .strictObject({ ...dayRangeShape(range), minCost: numberSchema(minCost).optional() })
    .check(checkDayRange),
  fields: [
    { id: 'from', label: { en: 'From', de: 'Von' }, kind: 'day' },
    { id: 'until', label: { en: 'To', de: 'Bis' }, kind: 'day' },
    minCost,
  ],
  columns: [
    { id: 'id', label: { en: 'Report', de: 'Meldung' }, type: 'integer', width: 9, format: '0' },
    { id: 'date', label: { en: 'Date', de: 'Datum' }, type: 'date', width: 12 },
    { id: 'airport', label: { en: 'Airport', de: 'Flughafen' }, type: 'text', width: 34 },
    { id: 'species', label: { en: 'Species', de: 'Tierart' }, type: 'text', width: 26 },
    { id: 'damage', label: { en: 'Damage', de: 'Schaden' }, type: 'text', width: 13 },
    {
      id: 'totalCost',
      label: { en: 'Total cost', de: 'Gesamtkosten' },
      type: 'integer',
      width: 13,
      unit: '$',
      format: '#,##0',
    },
  ],
  measures: [
    {
      id: 'totalCost',
      label: { en: 'Total cost', de: 'Gesamtkosten' },
      type: 'integer',
      unit: '$',
      better: 'lower',
    },
    {
      id: 'worstCost',
      label: { en: 'Highest cost', de: 'Höchste Kosten' },
      type: 'integer',
      unit: '$',
    },
  ],
})
