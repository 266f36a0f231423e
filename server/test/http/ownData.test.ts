import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoDataDirectory } from '../../src/demo/demoData.ts'
import { csvRows, differences, sheetRows } from '../../src/fileReports/testing/sameCells.ts'
import { signIn } from '../../testing/api.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { isSoak } from '../../testing/soak.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

const run = promisify(execFile)
const mainFile = fileURLToPath(new URL('../../dist/service/main.js', import.meta.url))

const uneven = [
  '"Nr.";"Text; with ""quotes""";Mixed;;mixed',
  '001;"one;two";1;;true',
  '002;"two\nlines";x;;false',
  '003;=1+1;;;true',
]

describe('a server that is started on a folder of files', () => {
  let folder: TemporaryFolder
  let server: TestServer

  beforeAll(async () => {
    folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    await mkdir(data)
    for (const name of ['seattle-weather.csv', 'airports.csv']) {
      await copyFile(join(demoDataDirectory(), name), join(data, name))
    }
    await writeFile(join(data, 'Übrige Käufe.csv'), uneven.join('\r\n'))
    server = await startServer({}, ['--data', data])
  })

  afterAll(async () => {
    await server.stop()
    await folder[Symbol.asyncDispose]()
  })

  async function exported(username: string, report: string, format: 'csv' | 'xlsx') {
    const { api } = await signIn(server.url, username)
    // Which reports there are, no client can know when it is compiled.
    const request = { report, filters: {}, format } as never
    const receipt = await api.export.createTicket.mutate(request)
    const { body } = await httpRequest(`${server.url}${receipt.url}`)
    return { ...receipt, body }
  }

  test('offers one report for each file, and none of the demo', async () => {
    const { api } = await signIn(server.url, 'analyst')
    const list = await api.report.list.query()
    expect(list.map(({ id, title }) => [id, title])).toEqual([
      ['airports', 'airports'],
      ['seattle-weather', 'seattle-weather'],
      ['ubrige-kaufe', 'Übrige Käufe'],
    ])
    const refused = api.report.summary.query({
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-07-02' },
    })
    await expect(refused).rejects.toThrow('Use one of the reports airports, seattle-weather')
  })

  test('answers pages, figures, charts and choices of such a report', async () => {
    const { api } = await signIn(server.url, 'analyst')
    const filters = { weather: ['snow'], 'temp-max-min': 5 }
    const rows = { report: 'seattle-weather', filters } as never
    const summary = await api.report.summary.query(rows)
    expect(summary.rowCount).toBe(16)
    const page = await api.report.page.query({ ...(rows as object), offset: 0, limit: 2 } as never)
    expect(page.columns.weather).toEqual(['snow', 'snow'])
    const { step, charts } = await api.report.charts.query(rows)
    expect(step).toBe('month')
    expect(charts.map(({ id, counts }) => [id, counts.reduce((sum, n) => sum + n, 0)])).toEqual([
      ['days', 16],
      ['ranking', 16],
      ['histogram', 16],
    ])
    const choices = { report: 'seattle-weather', field: 'weather' } as never
    const { options } = await api.report.options.query(choices)
    expect(options.map(({ value }) => value)).toEqual(['drizzle', 'fog', 'rain', 'snow', 'sun'])
  })

  test('exports all rows, anyone who asks, exactly as they are in the file', async () => {
    const source = csvRows(uneven.join('\r\n'), ';')
    source[0]![3] = 'Column 4'
    const { fileName, rowCount, body } = await exported('seattle', 'ubrige-kaufe', 'xlsx')
    expect([fileName, rowCount]).toEqual(['ubrige-kaufe.xlsx', 3])
    expect(differences(source, sheetRows(body))).toEqual([])

    const csv = await exported('atlanta', 'ubrige-kaufe', 'csv')
    // What a spreadsheet would run gets an apostrophe.
    source[3]![1] = "'=1+1"
    expect(differences(source, csvRows(csv.body.toString()))).toEqual([])
  })

  test('leaves nothing behind', async () => {
    const path = join(demoDataDirectory(), 'stocks.csv')
    const other = await startServer({ DATA: path, EXPORT_SPOOL_DIR: folder.path })
    expect((await readdir(folder.path)).length).toBeGreaterThan(1)
    expect(await other.stop()).toBe(0)
    expect(await readdir(folder.path)).toEqual(['data'])
  })
})

describe('a server that is started on a file it cannot read', () => {
  async function start(...args: string[]): Promise<{ code?: unknown; stderr?: string }> {
    const env = { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent' }
    return run(process.execPath, [mainFile, ...args], { env }).then(
      () => ({}),
      (error: unknown) => error as { code: unknown; stderr: string },
    )
  }

  test('ends with the line at fault, why, and what to do', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'ragged.csv')
    await writeFile(path, 'a,b,c\n1,2,3\n4,5\n')
    const { code, stderr } = await start('--data', path)
    expect(code).toBe(1)
    expect(stderr).toBe(
      [
        `${path} cannot be read in full because of this line:`,
        '  line 3 has 2 fields, not 3 like the headings: 4,5',
        'The first line must be the headings, and each line needs a field for each heading: ' +
          'remove titles above the headings, and quote fields that contain a delimiter.',
        '',
      ].join('\n'),
    )
  })

  const mistakes = [
    [['--data', '/nowhere/sales.csv'], /There is no file or folder \/nowhere\/sales\.csv/],
    [['--data'], /--data: name a Parquet, CSV or TSV file/],
    [['sales.csv'], /sales\.csv: put --data before it/],
  ] as const
  // Each takes a start; the tests of the configuration have the others.
  test.each(isSoak ? mistakes : mistakes.slice(0, 1))(
    'ends with a sentence after %j',
    async (args, message) => {
      const { code, stderr } = await start(...args)
      expect(code).toBe(1)
      expect(stderr).toMatch(message)
      expect(stderr).not.toContain('    at ')
    },
  )
})
