import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useSharedServer } from '../../testing/browserSetUp.ts'
import {
  filterByNumber,
  filterByPeriod,
  leadTo,
  openAt,
  tallViewport,
  untilTrayShows,
} from '../../testing/page.ts'
import { startServer } from '../../testing/testServer.ts'
import { longTest } from '../../testing/soak.ts'

describe.skipIf(noChromium)('the report page', () => {
  const its = useBrowser()
  const running = useSharedServer()

  describe('from sign-in to sign-out', () => {
    let page: Page
    beforeAll(async () => {
      page = await its.browser.newPage()
    })
    afterAll(() => page.close())

    test('says plainly that a password is wrong', async () => {
      await page.goto(running.server.url)
      await page.getByLabel('Username').fill('analyst')
      await page.getByLabel('Password', { exact: true }).fill('guess')
      await page.keyboard.press('Enter')
      await page.getByText('Incorrect username or password.').waitFor()
      expect(await page.getByLabel('Username').inputValue()).toBe('analyst')
    })

    test('takes whole the way from sign-in to the file by keyboard alone', async () => {
      await page.goto(running.server.url)
      await page.getByLabel('Username').waitFor()
      await page.keyboard.type('seattle')
      await page.keyboard.press('Tab')
      await page.keyboard.type('coatcheck')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Export 50,231 rows' }).waitFor()

      await page.getByTestId('results-table').focus()
      await page.keyboard.press('e')
      await page.getByTestId('export-dialog').waitFor()
      const begun = page.waitForEvent('download')
      await page.keyboard.press('Enter')
      const download = await begun
      expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
      expect(await download.failure()).toBeNull()
      await untilTrayShows(page, 'delivered')
      await expect
        .poll(() => page.getByTestId('export-news').textContent())
        .toContain('has been downloaded')

      await page.keyboard.press('t')
      await expect.poll(() => page.getByTestId('export-tray').count()).toBe(0)
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    })

    test('signs out for good: nothing of the session is left behind', async () => {
      await page.getByTestId('account-menu').click()
      await page.getByTestId('sign-out').click()
      await page.getByText('You’ve signed out.').waitFor()
      const left = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))
      expect(left).not.toContain('token')
      await page.goto(`${running.server.url}/reports/flights`)
      await page.getByLabel('Username').waitFor()
    })
  })

  describe('of an analyst', () => {
    let context: BrowserContext
    let page: Page
    beforeAll(async () => {
      context = await its.browser.newContext()
      page = await openAt(context, running.server.url, 'analyst')
    })
    afterAll(() => context.close())

    test('keeps filters in its address, names them on chips, and Back takes one away', async () => {
      await filterByPeriod(page, 'Last 7 days')
      await filterByNumber(page, 'Delay at least', '60')
      await expect.poll(() => page.getByTestId('filter-chip').count()).toBe(2)
      expect(page.url()).toContain('period=last-7-days&minDelay=60')
      await page.goBack()
      await expect.poll(() => page.getByTestId('filter-chip').count()).toBe(1)
      await page.getByTestId('clear-filters').click()
      await expect.poll(() => page.getByTestId('row-count').textContent()).toBe('3,000,000 rows')
      expect(new URL(page.url()).search).toBe('')
    })

    test('filters by any column, by keyboard alone, and exports what it shows', async () => {
      await leadTo(page, '/reports/flights')
      const focused = () => page.evaluate(() => document.activeElement?.textContent.trim())
      const focusedLabel = () => page.evaluate(() => document.activeElement?.ariaLabel)
      // Only once they have been counted.
      const count = () => page.getByTestId('row-count').filter({ hasText: /\d/ }).textContent()
      const add = page.getByTestId('add-filter')
      await add.focus()
      await page.keyboard.press('Enter')
      await expect.poll(focusedLabel).toBe('Search columns')
      await page.keyboard.type('destination city')
      await page.keyboard.press('Enter')
      await expect.poll(focusedLabel).toBe('Search Destination city')
      await page.keyboard.type('chica')
      await page.getByRole('option', { name: /^Chicago/ }).waitFor()
      // The city, and what was typed.
      await expect.poll(() => page.getByRole('listbox').last().getByRole('option').count()).toBe(2)
      await page.keyboard.press('Enter')
      await page.keyboard.press('Control+Enter')
      const chip = page.getByTestId('condition-chip')
      await chip.getByText('Destination city: Chicago').first().waitFor()
      expect(new URL(page.url()).searchParams.getAll('where')).toEqual([
        'destinationCity:is:Chicago',
      ])
      await expect.poll(focused).toBe('Filter')
      const chicago = await count()
      expect(chicago).not.toBe('3,000,000 rows')

      // The chip opens the same editor; Escape leaves everything as it was, Enter applies.
      await chip.getByRole('button').first().focus()
      await page.keyboard.press('Enter')
      await expect.poll(focusedLabel).toBe('Search Destination city')
      await page.keyboard.press('Escape')
      await expect.poll(focused).toBe('Destination city: Chicago')
      await page.keyboard.press('Enter')
      await page.getByTestId('operator').selectOption('contains')
      await page.getByLabel('Text', { exact: true }).fill('LOS ANG')
      await page.keyboard.press('Enter')
      await chip.getByText('contains “LOS ANG”').first().waitFor()
      await expect.poll(focused).toBe('Destination city contains “LOS ANG”')
      await expect.poll(count, { timeout: 20_000 }).not.toBe(chicago)
      const shown = await count()
      await page.getByTestId('export-button').click()
      await untilTrayShows(page, 'delivered')
      expect(await page.getByTestId('tray-item').first().textContent()).toContain(shown!)
      await page.keyboard.press('t')

      await chip.getByRole('button').last().focus()
      await page.keyboard.press('Enter')
      await expect.poll(count, { timeout: 20_000 }).toBe('3,000,000 rows')
      await expect.poll(focused).toBe('Filter')
    })

    test('opens a link without the parts that are wrong, and names them', async () => {
      const link = `${running.server.url}/reports/flights?period=last-week`
      await page.goto(`${link}&origins=sea&destinations=XXX&origin=ATL`)
      await page.getByText('Origin: “sea”. Invalid value.').waitFor()
      await page.getByText('Destination: “XXX”. The data has no such value.').waitFor()
      await page.getByText('This report has no such filter: “origin”.').waitFor()
      await expect.poll(() => page.getByTestId('filter-chip').count()).toBe(1)
      expect(await page.getByTestId('filter-chip').textContent()).toMatch(
        /^Last week: Jun 18\s–\s24, 2001/,
      )
      await page.getByRole('button', { name: 'Dismiss' }).click()
      await expect.poll(() => page.url()).toBe(link)
    })

    test('filters by a bar that is clicked, and by what is clicked in a chart’s table', async () => {
      await page.setViewportSize(tallViewport)
      await page.goto(`${running.server.url}/reports/flights`)
      const delays = page.locator('[data-chart=delays]').getByTestId('chart')
      // Bins without flights have a place as well: the last is as wide as all others, and to its top.
      const { width } = (await delays.boundingBox())!
      await delays.click({ position: { x: width - 20, y: 60 } })
      await page.getByRole('button', { name: 'Edit filter Delay at least 120 min' }).waitFor()
      expect(page.url()).toContain('minDelay=120')
      await page.goBack()
      await page.getByTestId('clear-filters').waitFor({ state: 'detached' })
      // The bar before the last one: 105 to 119, and no longer flights.
      await delays.click({ position: { x: width - 20 - (width - 52) / 11, y: 150 } })
      await expect.poll(() => page.getByTestId('row-count').textContent()).toBe('15,077 rows')
      expect(page.url()).toContain('minDelay=105&maxDelay=119')
      await page.goBack()
      const routes = page.locator('[data-chart=routes]')
      await routes.getByRole('button', { name: 'Show as table' }).click()
      await routes.getByRole('button', { name: 'Show only LAX → LAS' }).click()
      await expect.poll(() => page.getByTestId('filter-chip').allTextContents()).toHaveLength(2)
      expect(page.url()).toContain('origins=LAX&destinations=LAS')
    })

    test('finds the airport with the worst average delay, and its rows, by keyboard', async () => {
      await page.setViewportSize(tallViewport)
      await page.goto(`${running.server.url}/reports/flights`)
      const routes = page.locator('[data-chart=routes]')
      await routes.getByTestId('ranking-choice').press('Enter')
      const panel = page.getByRole('dialog')
      await panel.getByRole('radio', { name: 'Origin', exact: true }).press('Space')
      await panel.getByRole('radio', { name: 'Average delay' }).press('Space')
      await page.keyboard.press('Escape')
      await expect.poll(() => routes.getAttribute('aria-busy')).toBe('false')
      const bars = routes.getByRole('listitem')
      const values = (await bars.allTextContents()).map((text) => Number.parseFloat(text.slice(3)))
      expect(values).toHaveLength(8)
      expect(values).toEqual(values.toSorted((a, b) => b - a))
      const [worst] = (await bars.allTextContents()).map((text) => text.slice(0, 3))
      // Values are written behind their bars, inside the card.
      const [card, bar] = await Promise.all([routes.boundingBox(), bars.first().boundingBox()])
      expect(bar!.x + bar!.width).toBeLessThan(card!.x + card!.width)
      await bars.first().getByRole('button').press('Enter')
      await expect.poll(() => page.getByTestId('filter-chip').allTextContents()).toHaveLength(1)
      await expect
        .poll(() => page.getByTestId('results-table').getByRole('cell').nth(2).textContent())
        .toBe(worst)
      // As someone does who opens the link.
      await page.reload()
      await routes.getByText('Origin · Average delay').waitFor()
    })

    test('is a table for reading: widths, frozen column, keys of the order, and whole texts', async () => {
      await page.setViewportSize({ width: 700, height: 800 })
      const columns = 'columns=airport,date,state,operator,aircraft,species,phase,totalCost'
      await page.goto(`${running.server.url}/reports/bird-strikes?sort=-totalCost,id&${columns}`)
      const table = page.getByTestId('results-table')
      const heading = (name: RegExp) => table.getByRole('columnheader', { name })
      const boxOf = async (locator: Locator) => (await locator.boundingBox())!
      const edgesOf = async (locator: Locator) => {
        const { x, width } = await boxOf(locator)
        return { start: x, end: x + width }
      }

      // The column that sorts is in view, and the first one stays beside it.
      const view = await edgesOf(table)
      await expect
        .poll(async () => (await edgesOf(heading(/^Total cost/))).end)
        .toBeLessThanOrEqual(view.end)
      const cell = (column: number) =>
        table.locator('[aria-rowindex="2"]').locator(`[aria-colindex="${column}"]`)
      expect((await edgesOf(heading(/^Airport/))).start).toBeCloseTo(view.start, 0)
      expect((await edgesOf(cell(1))).start).toBeCloseTo(view.start, 0)
      await expect
        .poll(() => page.getByTestId('sort-menu').textContent())
        .toContain('Sorted by a hidden column: Report')

      // The edge of a heading follows the pointer, and the width is there after a reload.
      const airport = heading(/^Airport/)
      await table.scrollIntoViewIfNeeded()
      const before = await boxOf(airport)
      await page.mouse.move(before.x + before.width, before.y + 20)
      await page.mouse.down()
      await page.mouse.move(before.x + 120, before.y + 20, { steps: 4 })
      await page.mouse.up()
      expect((await boxOf(airport)).width).toBeCloseTo(120, -1)
      await airport.getByRole('button').press('Shift+ArrowLeft')
      const narrow = (await boxOf(airport)).width
      expect(narrow).toBeCloseTo(104, -1)
      expect(page.url()).toContain('sort=-totalCost,id')
      await page.reload()
      await expect.poll(async () => (await boxOf(airport)).width).toBeCloseTo(narrow, 0)

      // A cut text is whole under the pointer, and where the keyboard is.
      await cell(1).getByText(/\w/).waitFor()
      const whole = page.getByTestId('cell-text')
      const textUnderPointer = async () => {
        // The table may scroll under a pointer that rests: it moves a little, as a hand does.
        await cell(1).hover()
        return whole.textContent({ timeout: 1_000 }).catch(() => '')
      }
      await expect
        .poll(textUnderPointer, { timeout: 10_000 })
        .toContain((await cell(1).textContent())!)
      await page.keyboard.press('g')
      await page.keyboard.press('Enter')
      await page.keyboard.press('ArrowDown')
      const below = table.locator('[aria-rowindex="3"]').locator('[aria-colindex="1"]')
      await expect.poll(() => below.evaluate((node) => node === document.activeElement)).toBe(true)
      await expect.poll(() => whole.textContent()).toContain((await below.textContent())!)
      await page.keyboard.press('Escape')
      await whole.waitFor({ state: 'detached' })
      await page.keyboard.press('Escape')
      await expect.poll(() => table.evaluate((node) => node === document.activeElement)).toBe(true)

      // Another key of the order, without a pointer or Shift.
      await page.getByTestId('sort-menu').press('Enter')
      await page.getByRole('dialog').getByLabel('Then by').nth(1).selectOption({ label: 'Species' })
      await expect.poll(() => page.url()).toContain('sort=-totalCost,id,species')
    })
  })

  describe('of a viewer of some rows', () => {
    let context: BrowserContext
    let page: Page
    beforeAll(async () => {
      context = await its.browser.newContext()
      page = await openAt(context, running.server.url, 'seattle')
    })
    afterAll(() => context.close())

    test('says that a link is about rows that its reader may not see', async () => {
      expect(await page.getByTestId('scope').textContent()).toContain('Only Airports SEA')
      await page.goto(`${running.server.url}/reports/flights?origins=ATL`)
      await page
        .getByText('Outside the rows that you may see (Airports SEA): Origin “ATL”.')
        .waitFor()
      await expect.poll(() => page.getByTestId('row-count').textContent()).toBe('0 rows')
    })

    test('exports the columns that are on screen, in their order, as CSV', async () => {
      await leadTo(page, '/reports/flights?minDelay=300&columns=delay,origin&sort=-delay')
      await page.getByTestId('export-options').click()
      await page.getByLabel('Plain CSV').check()
      const begun = page.waitForEvent('download')
      await page.getByTestId('export-confirm').click()
      const stream = await (await begun).createReadStream()
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      const [heading, first, second] = Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)
      expect(heading).toBe('Delay,Origin')
      expect(first).toMatch(/^\d+,SEA$/)
      expect(Number.parseInt(first!, 10)).toBeGreaterThanOrEqual(Number.parseInt(second!, 10))
    })

    test('is signed in in a new tab, and signed out in all of them', async () => {
      const second = await context.newPage()
      await second.goto(`${running.server.url}/reports/flights?minDelay=300`)
      await second.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor()
      expect(await second.getByTestId('scope').textContent()).toContain('Airports SEA')
      // A sign-in page that was bookmarked leads on.
      const third = await context.newPage()
      await third.goto(`${running.server.url}/sign-in?next=/reports/bird-strikes`)
      await expect.poll(() => third.url()).toBe(`${running.server.url}/reports/bird-strikes`)

      await page.getByTestId('account-menu').click()
      await page.getByTestId('sign-out').click()
      for (const tab of [page, second, third]) await tab.getByText('You’ve signed out.').waitFor()
      const fourth = await context.newPage()
      await fourth.goto(running.server.url)
      await fourth.getByLabel('Username').waitFor()
    })
  })

  longTest(
    'goes on with an export over a reload, shows it in a second tab, and cancels it',
    async () => {
      const context = await its.browser.newContext()
      const page = await openAt(context, running.server.url, 'analyst')
      await page.getByTestId('export-button').click()
      await untilTrayShows(page, 'running')
      await page.reload()
      await untilTrayShows(page, 'running')
      await expect.poll(() => page.getByTestId('tray-status').first().textContent()).toMatch(/\d%/)

      const second = await context.newPage()
      await second.goto(running.server.url)
      await second.getByTestId('tray-button').click()
      await untilTrayShows(second, 'running')
      await page.getByRole('button', { name: /^Cancel flights/ }).click()
      await untilTrayShows(page, 'cancelled')
      await untilTrayShows(second, 'cancelled')
      await context.close()
    },
  )
})

describe.skipIf(noChromium)('the report page, when something goes wrong', () => {
  const its = useBrowser()

  longTest('shows what was asked for once the device is back online', async () => {
    await using server = await startServer({})
    const context = await its.browser.newContext()
    const page = await openAt(context, server.url, 'seattle')
    await context.setOffline(true)
    await filterByNumber(page, 'Delay at least', '60')
    await page.getByText('Couldn’t load the report.').waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor()
    await page.getByTestId('error-message').waitFor({ state: 'detached' })
    await page.locator('.outdated').waitFor({ state: 'detached' })
    expect(await page.getByTestId('row-count').textContent()).not.toBe('50,231 rows')
    await context.close()
  })

  test('tells why an export failed, and exports again what fits', async () => {
    await using server = await startServer({ EXPORT_SPOOL_MAX_BYTES: '4000000' })
    const page = await openAt(its.browser, server.url, 'analyst')
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'failed')
    await expect
      .poll(() => page.getByTestId('tray-status').first().textContent())
      .toContain('Storage is full')
    await page.getByRole('button', { name: 'Export again' }).click()
    await expect.poll(() => page.getByTestId('tray-item').count()).toBe(2)
    await untilTrayShows(page, 'failed')

    await filterByNumber(page, 'Delay at least', '600')
    await page.getByTestId('filter-chip').waitFor()
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'delivered')
    await page.close()
  })

  longTest('says that the connection is lost, and finds back by itself', async () => {
    const secret = 'a secret that both starts of the server know, 32 bytes or more'
    const first = await startServer({ AUTH_SECRET: secret })
    const page = await openAt(its.browser, first.url, 'seattle')
    await page.getByTestId('tray-button').click()
    await first.stop()
    await page.getByText('Can’t reach the server. Reconnecting…').waitFor()
    const { port } = new URL(first.url)
    await using second = await startServer({ AUTH_SECRET: secret, PORT: port })
    expect(new URL(second.url).port).toBe(port)
    await expect
      .poll(() => page.getByText('Can’t reach the server. Reconnecting…').count(), {
        timeout: 45_000,
      })
      .toBe(0)
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'delivered')
    await page.close()
  })
})
