import { z } from 'zod'
import { describeReport } from '../describeReport.ts'
import { checkDayRange, dayRangeShape, numberSchema, valuesSchema } from '../requestParts.ts'

const range = { from: '2001-01-01', until: '2001-07-02' } as const

const airportCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'Use an airport code of three capital letters, such as SEA.')

const minDelay = {
  id: 'minDelay',
  label: { en: 'Delay at least', de: 'Verspätung ab' },
  kind: 'number',
  unit: 'min',
  whole: true,
  min: -2000,
  max: 2000,
} as const

const maxDelay = {
  ...minDelay,
  id: 'maxDelay',
  label: { en: 'Delay at most', de: 'Verspätung bis' },
} as const

export const flights = describeReport({
  id: 'flights',
  title: { en: 'Flights', de: 'Flüge' },
  description: {
    en: 'Three million flights within the United States, January to July 2001.',
    de: 'Drei Millionen Flüge innerhalb der USA, Januar bis Juli 2001.',
  },
  range,
  filters: z
    .strictObject({
      ...dayRangeShape(range),
      origins: valuesSchema(airportCode, 'airports').optional(),
      destinations: valuesSchema(airportCode, 'airports').optional(),
      minDelay: numberSchema(minDelay).optional(),
      maxDelay: numberSchema(maxDelay).optional(),
    })
    .check(checkDayRange),
  fields: [
    { id: 'from', label: { en: 'From', de: 'Von' }, kind: 'day' },
    { id: 'until', label: { en: 'To', de: 'Bis' }, kind: 'day' },
    {
      id: 'origins',
      label: { en: 'Origin', de: 'Start' },
      kind: 'values',
      column: 'origin',
      detailColumn: 'originCity',
    },
    {
      id: 'destinations',
      label: { en: 'Destination', de: 'Ziel' },
      kind: 'values',
      column: 'destination',
      detailColumn: 'destinationCity',
    },
    minDelay,
    maxDelay,
  ],
  columns: [
    { id: 'id', label: { en: 'Flight', de: 'Flug' }, type: 'integer', width: 10, format: '0' },
    { id: 'date', label: { en: 'Departure', de: 'Abflug' }, type: 'datetime', width: 17 },
    { id: 'origin', label: { en: 'Origin', de: 'Start' }, type: 'text', width: 8 },
    { id: 'originCity', label: { en: 'Origin city', de: 'Startort' }, type: 'text', width: 22 },
    {
      id: 'originState',
      label: { en: 'Origin state', de: 'Bundesstaat (Start)' },
      type: 'text',
      width: 12,
    },
    { id: 'destination', label: { en: 'Destination', de: 'Ziel' }, type: 'text', width: 12 },
    {
      id: 'destinationCity',
      label: { en: 'Destination city', de: 'Zielort' },
      type: 'text',
      width: 22,
    },
    {
      id: 'destinationState',
      label: { en: 'Destination state', de: 'Bundesstaat (Ziel)' },
      type: 'text',
      width: 17,
    },
    {
      id: 'distance',
      label: { en: 'Distance', de: 'Entfernung' },
      type: 'integer',
      width: 11,
      unit: 'mi',
    },
    {
      id: 'delay',
      label: { en: 'Delay', de: 'Verspätung' },
      type: 'integer',
      width: 9,
      unit: 'min',
    },
  ],
  measures: [
    {
      id: 'onTimeShare',
      label: { en: 'On time', de: 'Pünktlich' },
      type: 'share',
      better: 'higher',
    },
    {
      id: 'averageDelay',
      label: { en: 'Average delay', de: 'Mittlere Verspätung' },
      type: 'number',
      unit: 'min',
      better: 'lower',
    },
    {
      id: 'worstDelay',
      label: { en: 'Longest delay', de: 'Größte Verspätung' },
      type: 'integer',
      unit: 'min',
    },
    { id: 'routes', label: { en: 'Routes', de: 'Strecken' }, type: 'integer' },
  ],
  charts: [
    {
      id: 'days',
      title: { en: 'Flights per day', de: 'Flüge pro Tag' },
      kind: 'days',
      column: 'date',
      measure: 'averageDelay',
    },
    {
      id: 'routes',
      title: { en: 'Busiest routes', de: 'Meistgeflogene Strecken' },
      kind: 'ranking',
      columns: ['origin', 'destination'],
      fields: ['origins', 'destinations'],
      measure: 'averageDelay',
    },
    {
      id: 'delays',
      title: { en: 'Delay distribution', de: 'Verteilung der Verspätung' },
      kind: 'histogram',
      column: 'delay',
      field: 'minDelay',
      maxField: 'maxDelay',
      unit: 'min',
      from: -15,
      until: 120,
      binWidth: 15,
    },
  ],
})
