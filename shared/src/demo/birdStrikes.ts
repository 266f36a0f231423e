import { z } from 'zod'
import { describeReport } from '../describeReport.ts'
import { checkDayRange, dayRangeShape, numberSchema, valuesSchema } from '../requestParts.ts'

const range = { from: '1990-01-01', until: '2002-07-26' } as const

const name = z
  .string()
  .min(1, 'Use a name that is not empty.')
  .max(100, 'Use at most 100 characters.')

const minCost = {
  id: 'minCost',
  label: { en: 'Cost at least', de: 'Kosten ab' },
  kind: 'number',
  unit: '$',
  whole: true,
  min: 0,
  max: 1_000_000_000,
} as const

export const birdStrikes = describeReport({
  id: 'bird-strikes',
  title: { en: 'Bird strikes', de: 'Vogelschläge' },
  description: {
    en: 'Ten thousand strikes that pilots reported to the FAA, 1990 to 2002.',
    de: 'Zehntausend Vogelschläge, die der FAA von 1990 bis 2002 gemeldet wurden.',
  },
  range,
  filters: z
    .strictObject({
      ...dayRangeShape(range),
      airports: valuesSchema(name, 'airports').optional(),
      species: valuesSchema(name, 'species').optional(),
      damages: valuesSchema(name, 'damages').optional(),
      minCost: numberSchema(minCost).optional(),
    })
    .check(checkDayRange),
  fields: [
    { id: 'from', label: { en: 'From', de: 'Von' }, kind: 'day' },
    { id: 'until', label: { en: 'To', de: 'Bis' }, kind: 'day' },
    {
      id: 'airports',
      label: { en: 'Airport', de: 'Flughafen' },
      kind: 'values',
      column: 'airport',
    },
    { id: 'species', label: { en: 'Species', de: 'Tierart' }, kind: 'values', column: 'species' },
    { id: 'damages', label: { en: 'Damage', de: 'Schaden' }, kind: 'values', column: 'damage' },
    minCost,
  ],
  columns: [
    { id: 'id', label: { en: 'Report', de: 'Meldung' }, type: 'integer', width: 9, format: '0' },
    { id: 'date', label: { en: 'Date', de: 'Datum' }, type: 'date', width: 12 },
    { id: 'airport', label: { en: 'Airport', de: 'Flughafen' }, type: 'text', width: 34 },
    { id: 'state', label: { en: 'State', de: 'Bundesstaat' }, type: 'text', width: 16 },
    { id: 'operator', label: { en: 'Operator', de: 'Betreiber' }, type: 'text', width: 24 },
    { id: 'aircraft', label: { en: 'Aircraft', de: 'Flugzeug' }, type: 'text', width: 18 },
    { id: 'species', label: { en: 'Species', de: 'Tierart' }, type: 'text', width: 26 },
    { id: 'size', label: { en: 'Size', de: 'Größe' }, type: 'text', width: 10 },
    { id: 'phase', label: { en: 'Phase of flight', de: 'Flugphase' }, type: 'text', width: 16 },
    { id: 'timeOfDay', label: { en: 'Time of day', de: 'Tageszeit' }, type: 'text', width: 12 },
    { id: 'damage', label: { en: 'Damage', de: 'Schaden' }, type: 'text', width: 13 },
    {
      id: 'speed',
      label: { en: 'Speed', de: 'Geschwindigkeit' },
      type: 'integer',
      width: 9,
      unit: 'kn',
    },
    {
      id: 'repairCost',
      label: { en: 'Repair cost', de: 'Reparaturkosten' },
      type: 'integer',
      width: 13,
      unit: '$',
      format: '#,##0',
    },
    {
      id: 'otherCost',
      label: { en: 'Other cost', de: 'Sonstige Kosten' },
      type: 'integer',
      width: 13,
      unit: '$',
      format: '#,##0',
    },
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
      id: 'damagedShare',
      label: { en: 'With damage', de: 'Mit Schaden' },
      type: 'share',
      better: 'lower',
    },
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
    { id: 'species', label: { en: 'Distinct species', de: 'Tierarten' }, type: 'integer' },
  ],
  charts: [
    {
      id: 'days',
      title: { en: 'Strikes over time', de: 'Vogelschläge im Zeitverlauf' },
      kind: 'days',
      column: 'date',
      measure: 'damagedShare',
    },
    {
      id: 'species',
      title: { en: 'Most frequent species', de: 'Häufigste Tierarten' },
      kind: 'ranking',
      columns: ['species'],
      fields: ['species'],
      measure: 'damagedShare',
    },
    {
      id: 'airports',
      title: { en: 'Airports with the most strikes', de: 'Meistbetroffene Flughäfen' },
      kind: 'ranking',
      columns: ['airport'],
      fields: ['airports'],
      measure: 'damagedShare',
    },
  ],
})
