import { outlineOf, type Column } from '@coatcheck/shared'
import { flights } from '@coatcheck/shared/demo'
import exceljs from 'exceljs'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeToFile } from '../formats/testing/encodedFile.ts'
import { officeVersions, openXmlErrors } from '../formats/testing/openXmlErrors.ts'
import { createXlsxEncoder } from '../formats/xlsx/xlsxEncoder.ts'
import type { ColumnBatch } from '../columnBatch.ts'
import { designFlights } from './flightsDesign.ts'

const columnsOfFlights = outlineOf(flights).columns

const departures = [
  Date.UTC(2001, 0, 1, 6, 5),
  Date.UTC(2001, 0, 31, 23, 59),
  Date.UTC(2001, 1, 1),
  Date.UTC(2001, 2, 5, 12),
  Date.UTC(2001, 2, 5, 13),
  Date.UTC(2001, 6, 1, 22),
]
const delays = [-20, 0, 14, 15, 250, 0]
const distances = [100, 200, 300, 400, 500, 600]

/** Six flights in two batches; the last one has no known delay. */
const numbers: Readonly<Record<string, readonly number[]>> = {
  id: [0, 1, 2, 3, 4, 5],
  date: departures,
  distance: distances,
  delay: delays,
}

function batchOf(columns: readonly Column[], from: number, until: number): ColumnBatch {
  return {
    rowCount: until - from,
    vectors: columns.map(({ id }) => {
      const values = numbers[id]
      if (!values) {
        const codes = new Int32Array(until - from)
        return { kind: 'text', codes, dictionary: { values: ['SEA'] } }
      }
      const nulls = Uint8Array.from(values, (_, row) => (id === 'delay' && row === 5 ? 1 : 0))
      return {
        kind: 'number',
        values: Float64Array.from(values.slice(from, until)),
        nulls: nulls.slice(from, until),
      }
    }),
  }
}

async function encoded(columns: readonly Column[], sheetRowsMax = 1_048_576): Promise<Buffer> {
  const batches = [batchOf(columns, 0, 4), batchOf(columns, 4, 6)]
  const encoder = createXlsxEncoder({ sheetRowsMax })
  const options = { title: 'Flights', columns, design: designFlights }
  return (await encodeToFile(encoder, batches, options)).bytes
}

async function open(file: Buffer): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load(file as unknown as ArrayBuffer)
  return workbook
}

/** Label → what stands right of it. */
function summaryOf(workbook: exceljs.Workbook): Record<string, unknown> {
  const entries: [string, unknown][] = []
  workbook.getWorksheet('Summary')!.eachRow((row) => {
    entries.push([row.getCell(1).text, row.getCell(2).value])
  })
  return Object.fromEntries(entries)
}

describe('the flights’ workbook', () => {
  let file: Buffer
  let workbook: exceljs.Workbook
  beforeAll(async () => {
    file = await encoded(columnsOfFlights)
    workbook = await open(file)
  }, 60_000)

  test('sums up the rows that were exported', () => {
    expect(summaryOf(workbook)).toMatchObject({
      Flights: 6,
      'First departure': new Date(departures[0]!),
      'Last departure': new Date(departures[5]!),
      'On time': 3 / 5,
      'Average delay': 259 / 5,
      'Longest delay': 250,
      'Distance flown': 2_100,
      'Average distance': 350,
      'Ahead of time': 1,
      '0 to 14 min': 2,
      '15 to 29 min': 1,
      '30 to 59 min': 0,
      '240 min and more': 1,
      'January 2001': 2,
      'February 2001': 1,
      'March 2001': 2,
      'April 2001': 0,
      'July 2001': 1,
    })
  })

  test('sums up all sheets, where the rows fill several', async () => {
    const several = await open(await encoded(columnsOfFlights, 3))
    const names = several.worksheets.map(({ name }) => name)
    expect(names).toEqual(['Flights', 'Flights (2)', 'Flights (3)', 'Summary', 'About this export'])
    expect(summaryOf(several)).toEqual(summaryOf(workbook))
  })

  test('shows delays by colour on every sheet of rows', async () => {
    const several = await open(await encoded(columnsOfFlights, 3))
    for (const sheet of several.worksheets.slice(0, 3)) {
      const { conditionalFormattings } = sheet as unknown as {
        conditionalFormattings: { ref: string; rules: { type: string }[] }[]
      }
      expect(conditionalFormattings).toMatchObject([
        { ref: 'J2:J1048576', rules: [{ type: 'colorScale' }] },
      ])
    }
  })

  test('formats numbers and times', () => {
    const row = workbook.getWorksheet('Flights')!.getRow(2)
    expect([1, 2, 9].map((column) => row.getCell(column).numFmt)).toEqual([
      '0',
      'yyyy-mm-dd hh:mm:ss',
      '#,##0',
    ])
  })

  test('leaves out what is about columns that are not exported', async () => {
    const columns = columnsOfFlights.filter(({ id }) => id === 'origin')
    const narrow = summaryOf(await open(await encoded(columns)))
    expect(narrow).toEqual({ 'Flights at a glance': null, Flights: 6 })
  })

  test.each(officeVersions)(
    'is what the Open XML SDK wants of %s',
    { timeout: 60_000 },
    async (version) => {
      expect(await openXmlErrors(await encoded(columnsOfFlights, 3), version)).toEqual([])
    },
  )
})
