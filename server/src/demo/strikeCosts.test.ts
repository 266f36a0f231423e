import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeBlocks } from '../../testing/documentation.ts'
import { convertFiles, noLibreOffice } from '../../testing/libreOffice.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import type { Database } from '../database/database.ts'
import { newOpenXmlErrors } from '../formats/testing/openXmlErrors.ts'
import { unzip } from '../formats/zip/unzip.ts'
import { exportReport } from '../runs/testing/exportReport.ts'
import { strikeCostsReport } from './strikeCosts.ts'
import { plainRow } from './testing/demoRequests.ts'
import { openDemoDatabase } from './testing/openDemoDatabase.ts'

const template = new URL('templates/strikeCosts.xlsx', import.meta.url)
const filters = { from: '2000-01-01', until: '2002-07-26' }

describe('a workbook made in LibreOffice', { timeout: 120_000 }, () => {
  let database: Database
  let file: Buffer
  beforeAll(async () => {
    database = await openDemoDatabase({ threads: 2 })
    file = await exportReport(strikeCostsReport, { database, request: { filters } })
  }, 60_000)
  afterAll(() => database.close())

  const answers = (columns: string, count: number, where = 'true') =>
    plainRow(
      database,
      `SELECT ${columns} FROM bird_strikes WHERE "date" >= '${filters.from}' AND ${where}`,
      count,
    )

  test('has no error that it had not before', async () => {
    expect(await newOpenXmlErrors(file, await readFile(template))).toEqual([])
  })

  test('has a chart over all rows', async () => {
    const [rows] = await answers('count(*)', 1)
    const chart = Buffer.from(unzip(file).get('xl/charts/chart1.xml')!).toString('utf8')
    expect(chart).toContain(`<c:f>Strikes!$E$4:$E$${3 + Number(rows)}</c:f>`)
  })

  test.skipIf(noLibreOffice())(
    'shows the database’s own figures, pivot table included',
    async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'costs.xlsx')
      await writeFile(path, file)
      const sheet = { place: 1, name: 'Costs' }
      const [csv] = await convertFiles([path], { to: 'csv', folder: folder.path, sheet })
      const text = await readFile(csv!, 'utf8')
      const lines = text.split('\n').map((line) => line.replaceAll('"', '').split(','))
      const valueOf = (label: string) => Number(lines.find(([first]) => first === label)?.[1])
      const [count, sum, max, average] = await answers(
        'count(*), sum("totalCost")::DOUBLE, max("totalCost"), avg("totalCost")',
        4,
      )
      expect(text).toContain(
        `For Ada, ${Number(count).toLocaleString('en')} strikes`.split(',')[0]!,
      )
      expect(valueOf('Total')).toBe(sum)
      expect(valueOf('Highest')).toBe(max)
      expect(valueOf('Average')).toBeCloseTo(Number(average), 6)
      for (const damage of ['None', 'Minor', 'Medium', 'Substantial']) {
        const [cost] = await answers('sum("totalCost")::DOUBLE', 1, `"damage" = '${damage}'`)
        expect([damage, valueOf(damage)]).toEqual([damage, cost])
      }
      expect(valueOf('Total Result')).toBe(sum)
    },
  )
})

test('the guide shows the template of this report', async () => {
  const source = await readFile(new URL('strikeCosts.ts', import.meta.url), 'utf8')
  const blocks = await codeBlocks('templates.md', 'ts')
  const shown = blocks.find((block) => block.includes("into: 'StrikeRows'"))!
  for (const line of shown.trim().split('\n')) expect(source).toContain(line.trim())
})
