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
  label: 'Cost at least',
  kind: 'number',
  unit: '$',
  whole: true,
  min: 0,
  max: 1_000_000_000,
} as const

export const birdStrikes = describeReport({
  id: 'bird-strikes',
  title: 'Bird strikes',
  description: 'Ten thousand strikes that pilots reported to the FAA, 1990 to 2002.',
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
    { id: 'from', label: 'From', kind: 'day' },
    { id: 'until', label: 'To', kind: 'day' },
    { id: 'airports', label: 'Airport', kind: 'values', column: 'airport' },
    { id: 'species', label: 'Species', kind: 'values', column: 'species' },
    { id: 'damages', label: 'Damage', kind: 'values', column: 'damage' },
    minCost,
  ],
  columns: [
    { id: 'id', label: 'Report', type: 'integer', width: 9, format: '0' },
    { id: 'date', label: 'Date', type: 'date', width: 12 },
    { id: 'airport', label: 'Airport', type: 'text', width: 34 },
    { id: 'state', label: 'State', type: 'text', width: 16 },
    { id: 'operator', label: 'Operator', type: 'text', width: 24 },
    { id: 'aircraft', label: 'Aircraft', type: 'text', width: 18 },
    { id: 'species', label: 'Species', type: 'text', width: 26 },
    { id: 'size', label: 'Size', type: 'text', width: 10 },
    { id: 'phase', label: 'Phase of flight', type: 'text', width: 16 },
    { id: 'timeOfDay', label: 'Time of day', type: 'text', width: 12 },
    { id: 'damage', label: 'Damage', type: 'text', width: 13 },
    { id: 'speed', label: 'Speed', type: 'integer', width: 9, unit: 'kn' },
    {
      id: 'repairCost',
      label: 'Repair cost',
      type: 'integer',
      width: 13,
      unit: '$',
      format: '#,##0',
    },
    {
      id: 'otherCost',
      label: 'Other cost',
      type: 'integer',
      width: 13,
      unit: '$',
      format: '#,##0',
    },
    {
      id: 'totalCost',
      label: 'Total cost',
      type: 'integer',
      width: 13,
      unit: '$',
      format: '#,##0',
    },
  ],
  measures: [
    { id: 'damagedShare', label: 'With damage', type: 'share', better: 'lower' },
    { id: 'totalCost', label: 'Total cost', type: 'integer', unit: '$', better: 'lower' },
    { id: 'worstCost', label: 'Highest cost', type: 'integer', unit: '$' },
    { id: 'species', label: 'Distinct species', type: 'integer' },
  ],
  charts: [
    {
      id: 'days',
      title: 'Strikes over time',
      kind: 'days',
      column: 'date',
      measure: 'damagedShare',
    },
    {
      id: 'species',
      title: 'Most frequent species',
      kind: 'ranking',
      columns: ['species'],
      fields: ['species'],
      measure: 'damagedShare',
    },
    {
      id: 'airports',
      title: 'Airports with the most strikes',
      kind: 'ranking',
      columns: ['airport'],
      fields: ['airports'],
      measure: 'damagedShare',
    },
  ],
})
