import { expect, test } from 'vitest'
import { flightsReport } from '../demo/flights.ts'
import type { AnyReport } from '../reports/anyReport.ts'
import { Catalogue } from '../reports/catalogue.ts'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { permissionBy } from './permission.ts'

const { description } = flightsReport
const columnIds = description.columns.map(({ id }) => id)

/** The flights, of which a viewer may see these columns from now on. */
function flightsWith(visible: readonly string[]): AnyReport {
  const reading = { columns: ['delay'] }
  return {
    ...(flightsReport as unknown as AnyReport),
    description: {
      ...description,
      fields: description.fields.map((field) =>
        field.kind === 'values' ? field : { ...field, ...reading },
      ),
      measures: description.measures.map((measure) => ({ ...measure, ...reading })),
    },
    columnsOf: () => visible,
  }
}

async function refusedFor(visible: readonly string[], columns?: string[]) {
  const { request } = ticketRecord()
  const record = ticketRecord({ request: columns ? { ...request, columns } : request })
  const report = flightsWith(visible)
  const permission = permissionBy({}, new Catalogue([report]))
  return (await permission(record, 'pickUp'))?.code ?? 'permitted'
}

test('a ticket for columns that its viewer may no longer see is refused', async () => {
  expect(await refusedFor(['id', 'date', 'delay'], ['id', 'delay'])).toBe('permitted')
  expect(await refusedFor(['id', 'date'], ['id', 'delay'])).toBe('forbidden')
})

test('a ticket from before the report hid columns is for all of them', async () => {
  expect(await refusedFor(columnIds)).toBe('permitted')
  expect(await refusedFor(columnIds.slice(1))).toBe('forbidden')
})
