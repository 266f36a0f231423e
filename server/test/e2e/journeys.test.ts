import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import exceljs from 'exceljs'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { csvRows } from '../../src/fileReports/testing/sameCells.ts'
import { noChromium, useBrowser, useSharedServer } from '../../testing/browserSetUp.ts'
import { hands, type Hand } from '../../testing/hands.ts'
import { convertFiles, libreOfficePath } from '../../testing/libreOffice.ts'
import {
  leadTo,
  openAt,
  tallViewport,
  untilRowsAreThere,
  untilTrayShows,
} from '../../testing/page.ts'
import { isSoak, longTest } from '../../testing/soak.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'

const cli = fileURLToPath(new URL('../../../shared/dist/cli.js', import.meta.url))
const patience = { timeout: 30_000 }
const run = promisify(execFile)

/** `npm test` makes each journey in one of the two ways, `npm run soak` in both. */
const by = (name: 'mouse' | 'keyboard') => (isSoak ? (['mouse', 'keyboard'] as const) : [name])

/** How analysts use the page. More of their ways are in page.test.ts and prepared.test.ts. */
describe.skipIf(noChromium)('an analyst', () => {
  const its = useBrowser()
  const running = useSharedServer()
  let folder: TemporaryFolder
  let context: BrowserContext
  let page: Page
  beforeAll(async () => {
    context = await its.browser.newContext()
    // Copying asks for no permission after a click; reading what was copied does.
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    page = await openAt(context, running.server.url, 'analyst')
  })
  afterAll(() => context.close())
  beforeEach(async () => {
    folder = await temporaryFolder()
    await page.evaluate(() => localStorage.clear())
  })
  afterEach(() => folder[Symbol.asyncDispose]())

  const openReport = (path = 'flights') => leadTo(page, `/reports/${path}`)

  test.each(by('mouse'))(
    'takes last month’s delayed flights out of two airports to German Excel, by %s',
    async (name) => {
      await openReport()
      const hand = hands[name](page)
      await hand.choosePeriod('Last month')
      await filterByAirports(page, hand, ['SEA', 'ATL'])
      await hand.press(chipOf(page, 'minDelay'))
      await hand.enter(page.getByRole('dialog').getByLabel('Delay at least'), '60')
      await page.getByRole('button', { name: 'Edit filter Delay at least 60 min' }).waitFor()
      await keepColumns(page, hand, ['Flight', 'Departure', 'Origin', 'Destination', 'Delay'])
      const heading = page.getByRole('columnheader', { name: /^Delay/ }).getByRole('button')
      await hand.press(heading)
      await hand.press(heading)
      await expect.poll(() => page.url(), patience).toContain('sort=-delay')
      await untilRowsAreThere(page)
      const shown = await page.getByTestId('row-count').textContent()

      await hand.press(page.getByTestId('export-options'))
      await hand.press(page.getByRole('radio', { name: /^CSV for Excel/ }))
      await hand.select(page.getByTestId('file-language'), 'German (Germany)')
      const begun = page.waitForEvent('download')
      await hand.press(page.getByTestId('export-confirm'))
      const file = join(folder.path, 'flights.csv')
      await (await begun).saveAs(file)

      // It takes some seconds, and the file is the same.
      const isOpened = name === 'mouse' && libreOfficePath !== undefined
      const rows = isOpened ? await openedInGerman(file, folder.path) : await rawRows(file, ';')
      expect(rows[0]).toEqual(['Flug', 'Abflug', 'Start', 'Ziel', 'Verspätung'])
      expect(`${(rows.length - 1).toLocaleString('en')} rows`).toBe(shown)
      const delays = rows.slice(1).map((row) => Number(row.at(-1)))
      expect(delays).toEqual(delays.toSorted((a, b) => b - a))
      expect(Math.min(...delays)).toBe(60)
      expect(new Set(rows.slice(1).map((row) => row[2]))).toEqual(new Set(['SEA', 'ATL']))
      const months = rows
        .slice(1)
        .map(([, time]) => (isOpened ? monthOf(time) : String(time).slice(3, 10)))
      expect(new Set(months)).toEqual(new Set(['06.2001']))
    },
  )

  test.each(by('keyboard'))(
    'shares a view with a colleague who may see other rows, by %s',
    async (name) => {
      await openReport('flights?period=last-month&origins=SEA&origins=ATL&minDelay=60')
      const hand = hands[name](page)
      await hand.press(page.getByTestId('copy-link'))
      await page.getByText('Link copied').first().waitFor()
      const link = await page.evaluate(() => navigator.clipboard.readText())
      const theirs = await its.browser.newContext()
      const { pathname, search } = new URL(link)
      const colleague = await openAt(theirs, running.server.url, 'seattle', pathname + search)
      await colleague
        .getByText('Outside the rows that you may see (Airports SEA): Origin “ATL”.')
        .waitFor()
      await untilRowsAreThere(colleague)
      expect(await colleague.getByTestId('filter-chip').count()).toBe(3)
      const origins = colleague.locator('[role=cell][aria-colindex="3"]')
      expect(new Set(await origins.allTextContents())).toEqual(new Set(['SEA']))
      await theirs.close()
    },
  )

  test.each(by('keyboard'))('finds an export of the past with its filters, by %s', async (name) => {
    const question = 'flights?period=last-week&origins=SEA&minDelay=120&sort=-delay'
    await openReport(question)
    const shown = await page.getByTestId('row-count').textContent()
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'delivered')
    // As on another day, at another computer.
    const later = await its.browser.newContext()
    const back = await openAt(later, running.server.url, 'analyst')
    const hand = hands[name](back)
    await hand.press(back.getByTestId('tray-button'))
    const item = back.getByTestId('tray-item').first()
    await hand.press(item.locator('summary'))
    await item.getByText('Delay at least 120 min').first().waitFor()
    await hand.press(item.getByRole('link', { name: 'Open this view' }))
    await expect.poll(() => back.url(), patience).toContain('minDelay=120')
    await untilRowsAreThere(back)
    expect(await back.getByTestId('row-count').textContent()).toBe(shown)
    expect(await back.getByTestId('filter-chip').count()).toBe(3)
    await later.close()
  })

  // By keyboard in page.test.ts.
  longTest('finds the airport with the worst average delay, and its rows, by mouse', async () => {
    await page.setViewportSize(tallViewport)
    await openReport()
    const routes = page.locator('[data-chart=routes]')
    await routes.getByTestId('ranking-choice').click()
    const panel = page.getByRole('dialog')
    await panel.getByText('Origin', { exact: true }).click()
    await panel.getByText('Average delay', { exact: true }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => routes.getAttribute('aria-busy'), patience).toBe('false')
    const worst = routes.getByRole('listitem').first()
    const code = (await worst.textContent())!.slice(0, 3)
    await worst.getByRole('button').click()
    await expect.poll(() => page.url(), patience).toContain(`origins=${code}`)
    const first = page.locator('[aria-rowindex="2"] [aria-colindex="3"]')
    await expect.poll(() => first.textContent(), patience).toBe(code)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('gets the Monday report from cron by the link of the page', async () => {
    await openReport('flights?period=last-week&origins=SEA&columns=delay,id&sort=-delay')
    const shown = await page.getByTestId('row-count').textContent()
    await page.getByTestId('copy-link').click()
    await page.getByText('Link copied').first().waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const { PATH } = process.env
    await run(process.execPath, [cli, 'export', '--link', link, '--format', 'csv', '--quiet'], {
      cwd: folder.path,
      env: {
        PATH,
        COATCHECK_URL: running.server.url,
        COATCHECK_USERNAME: 'analyst',
        COATCHECK_PASSWORD: 'coatcheck',
      },
    })
    const [name] = await readdir(folder.path)
    expect(name).toBe('flights_2001-06-18_2001-06-24_SEA.csv')
    const rows = await rawRows(join(folder.path, name!))
    expect(rows[0]).toEqual(['Delay', 'Flight'])
    expect(`${(rows.length - 1).toLocaleString('en')} rows`).toBe(shown)
  })
})

const chipOf = (page: Page, field: string) =>
  page.locator(`[data-field=${field}]`).getByTestId('filter-button')

async function filterByAirports(page: Page, hand: Hand, codes: string[]) {
  await hand.press(chipOf(page, 'origins'))
  await page.getByRole('dialog').getByRole('option').first().waitFor()
  for (const code of codes) await hand.pick(code)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: `Edit filter Origin: ${codes.join(', ')}` }).waitFor()
}

async function keepColumns(page: Page, hand: Hand, kept: string[]) {
  await hand.press(page.getByTestId('column-chooser'))
  const boxes = page.getByRole('dialog').getByRole('checkbox')
  await boxes.first().waitFor()
  const labels = page.getByRole('dialog').locator('label > span:first-of-type')
  const others = (await labels.allTextContents()).filter((label) => !kept.includes(label.trim()))
  for (const label of others) {
    const name = new RegExp(`^${label.trim()}`)
    await hand.press(page.getByRole('dialog').getByRole('checkbox', { name }).and(checked(page)))
  }
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('columnheader').count()).toBe(kept.length)
}

const checked = (page: Page) => page.locator('input:checked')

/** The cells of the file as German LibreOffice has read them: numbers and times, no texts of them. */
async function openedInGerman(file: string, folder: string): Promise<unknown[][]> {
  const german = { folder, locale: 'de-DE', separator: ';' } as const
  const [opened] = await convertFiles([file], { ...german, to: 'xlsx' })
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.readFile(opened!)
  const rows = workbook.worksheets[0]!.getSheetValues() as unknown[][]
  // Its rows and columns are counted from 1.
  return rows.slice(1).map((row) => row.slice(1))
}

function monthOf(time: unknown): string {
  if (!(time instanceof Date)) return `no time: ${String(time)}`
  return `${String(time.getUTCMonth() + 1).padStart(2, '0')}.${time.getUTCFullYear()}`
}

async function rawRows(file: string, delimiter?: string): Promise<unknown[][]> {
  return csvRows(await readFile(file, 'utf8'), delimiter)
}
