import { z } from 'zod'
import { describeReport } from '../describeReport.ts'
import { checkDayRange, dayRangeShape, numberSchema, valuesSchema } from '../requestParts.ts'

const range = { from: '2001-01-01', until: '2001-07-02' } as const

const airportCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'Use an airport code of three capital letters, such as SEA.')

const minDelay = {
  id: 'minDelay',
  label: 'Delay at least',
  kind: 'number',
  unit: 'min',
  whole: true,
  min: -2000,
  max: 2000,
} as const

export const flights = describeReport({
  id: 'flights',
  title: 'Flights',
  description: 'Three million flights within the United States, January to July 2001.',
  range,
  filters: z
    .strictObject({
      ...dayRangeShape(range),
      origins: valuesSchema(airportCode, 'airports').optional(),
      destinations: valuesSchema(airportCode, 'airports').optional(),
      minDelay: numberSchema(minDelay).optional(),
    })
    .check(checkDayRange),
  fields: [
    { id: 'from', label: 'From', kind: 'day' },
    { id: 'until', label: 'To', kind: 'day' },
    {
      id: 'origins',
      label: 'Origin',
      kind: 'values',
      column: 'origin',
      detailColumn: 'originCity',
    },
    {
      id: 'destinations',
      label: 'Destination',
      kind: 'values',
      column: 'destination',
      detailColumn: 'destinationCity',
    },
    minDelay,
  ],
  columns: [
    { id: 'id', label: 'Flight', type: 'integer', width: 10, format: '0' },
    { id: 'date', label: 'Departure', type: 'datetime', width: 17 },
    { id: 'origin', label: 'Origin', type: 'text', width: 8 },
    { id: 'originCity', label: 'Origin city', type: 'text', width: 22 },
    { id: 'originState', label: 'Origin state', type: 'text', width: 12 },
    { id: 'destination', label: 'Destination', type: 'text', width: 12 },
    { id: 'destinationCity', label: 'Destination city', type: 'text', width: 22 },
    { id: 'destinationState', label: 'Destination state', type: 'text', width: 17 },
    { id: 'distance', label: 'Distance', type: 'integer', width: 11, unit: 'mi' },
    { id: 'delay', label: 'Delay', type: 'integer', width: 9, unit: 'min' },
  ],
  measures: [
    { id: 'onTimeShare', label: 'On time', type: 'share', better: 'higher' },
    { id: 'averageDelay', label: 'Average delay', type: 'number', unit: 'min', better: 'lower' },
    { id: 'worstDelay', label: 'Longest delay', type: 'integer', unit: 'min' },
    { id: 'routes', label: 'Routes', type: 'integer' },
  ],
  charts: [
    { id: 'days', title: 'Flights per day', kind: 'days', column: 'date', measure: 'averageDelay' },
    {
      id: 'routes',
      title: 'Busiest routes',
      kind: 'ranking',
      columns: ['origin', 'destination'],
      fields: ['origins', 'destinations'],
      measure: 'averageDelay',
    },
    {
      id: 'delays',
      title: 'Delay distribution',
      kind: 'histogram',
      column: 'delay',
      field: 'minDelay',
      unit: 'min',
      from: -15,
      until: 120,
      binWidth: 15,
    },
  ],
})
