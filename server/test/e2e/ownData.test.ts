import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoDataDirectory } from '../../src/demo/demoData.ts'
import { csvRows, differences, sheetRows } from '../../src/fileReports/testing/sameCells.ts'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { filterByNumber, leadTo, openAt } from '../../testing/page.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'
import { longTest } from '../../testing/soak.ts'

const wideColumns = Array.from({ length: 200 }, (_, index) => `Column no. ${index}`)
const wideRow = (row: number) => wideColumns.map((_, index) => row * 1000 + index)

describe.skipIf(noChromium)('the page over files of one’s own', () => {
  let folder: TemporaryFolder
  let server: TestServer
  let page: Page
  const its = useBrowser()

  beforeAll(async () => {
    folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    await mkdir(data)
    for (const name of ['airports.csv', 'seattle-weather.csv']) {
      await copyFile(join(demoDataDirectory(), name), join(data, name))
    }
    const rows = Array.from({ length: 500 }, (_, row) => wideRow(row).join(','))
    await writeFile(join(data, 'wide.csv'), [wideColumns.join(','), ...rows, ''].join('\n'))
    await writeFile(
      join(data, 'words.csv'),
      'Yes or no,Page,When\ntrue,https://example.com/a,2024-02-29T10:00:00.000Z\n',
    )
    await writeFile(
      join(data, 'supply.csv'),
      'Kosten der gesamten Lieferkette einschließlich aller Zölle und Gebühren,No\n' +
        '123456789.25,7777.75\n987654321.5,-8888.25\n',
    )
    server = await startServer({}, ['--data', data])
    page = await openAt(its.browser, server.url, 'seattle')
  })

  afterAll(async () => {
    await page.close()
    await server.stop()
    await folder[Symbol.asyncDispose]()
  })

  test('opens the first file, and exports what its filters leave', async () => {
    await expect.poll(() => page.url()).toBe(`${server.url}/reports/airports`)
    expect(await page.getByTestId('date-presets').count()).toBe(0)
    // All rows of a file are everyone's, whatever the account may see of the demo.
    expect(await page.getByTestId('scope').count()).toBe(0)
    await page.getByTestId('account-menu').click()
    await page.getByText('Signed in as').waitFor()
    expect(await page.getByRole('menu').textContent()).not.toContain('Sees only')
    await page.keyboard.press('Escape')

    await page.getByRole('link', { name: 'seattle-weather' }).click()
    await filterByNumber(page, 'temp_max at least', '34')
    await page.getByRole('button', { name: 'Export 6 rows' }).waitFor()
    const begun = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export 6 rows' }).click()
    const download = await begun
    expect(download.suggestedFilename()).toBe('seattle-weather_2012-01_2015-12_temp-max-min34.xlsx')
    const saved = join(folder.path, 'saved.xlsx')
    await download.saveAs(saved)
    const all = csvRows(await readFile(join(demoDataDirectory(), 'seattle-weather.csv'), 'utf8'))
    const wanted = all.filter(([, , high], row) => row === 0 || Number(high) >= 34)
    expect(differences(wanted, sheetRows(await readFile(saved)))).toEqual([])
  })

  longTest('draws the columns in view of two hundred, and finds the last one', async () => {
    await page.getByRole('link', { name: 'wide' }).click()
    await page.getByRole('cell', { name: '1001', exact: true }).waitFor()
    expect(await page.getByRole('columnheader').count()).toBe(200)
    expect(await page.locator('[aria-rowindex="2"] > [role=cell]').count()).toBeLessThan(40)

    await page.getByTestId('results-table').evaluate((table) => {
      table.scrollLeft = table.scrollWidth
    })
    await page.getByRole('cell', { name: '1199', exact: true }).waitFor()
    const heading = await page.getByRole('columnheader', { name: 'Column no. 199' }).boundingBox()
    const cell = await page.getByRole('cell', { name: '1199', exact: true }).boundingBox()
    expect(cell?.x).toBeCloseTo(heading!.x, 0)
    expect(cell?.width).toBeCloseTo(heading!.width, 0)
  })

  test('shows truth, addresses and points in time as people write them', async () => {
    await page.getByRole('link', { name: 'words' }).click()
    await page.getByRole('cell', { name: 'Yes' }).waitFor()
    const link = page.getByRole('link', { name: 'https://example.com/a' })
    expect(await link.getAttribute('href')).toBe('https://example.com/a')
    expect(await link.getAttribute('rel')).toContain('noopener')
  })

  test('cuts neither figures nor numbers, and fits long headings into the dialog', async () => {
    await leadTo(page, '/reports/supply')
    await page.setViewportSize({ width: 360, height: 780 })
    await page.getByRole('cell', { name: '987,654,321.50' }).waitFor()
    await page.getByText('1,111,111,110.75').waitFor()
    const cut = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((elements) =>
          elements
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map(({ textContent }) => textContent),
        )
    expect(await cut('[data-tile], [data-tile] dd, [role=cell], [role=cell] *')).toEqual([])
    await page.getByTestId('export-options').click()
    await page.getByTestId('export-dialog').locator('summary').click()
    expect(await cut('[data-testid=export-dialog] > div')).toEqual([])
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  longTest('says that there is no such report, and shows those there are', async () => {
    await page.goto(`${server.url}/reports/flights`)
    await page.getByText('Report “flights” not found').waitFor()
    await page.getByRole('link', { name: 'airports' }).click()
    await page.getByRole('button', { name: 'Export 3,376 rows' }).waitFor()
  })
})
