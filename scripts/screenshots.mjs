import './lib/requireNode.mjs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { launchChromium, signIn } from './lib/chromium.mjs'
import { startDemoServer } from './lib/demoServer.mjs'
import { root } from './lib/paths.mjs'

// `node scripts/screenshots.mjs` renews the pictures of the documentation; with a folder as argument it
// takes every state into that, in both themes, for looking at them; names behind it choose some.
const [folder, ...chosen] = process.argv.slice(2)
const target = folder ?? join(root, 'docs', 'images')

const wide = { width: 1440, height: 900 }
const laptop = { width: 1366, height: 768 }
const fullHd = { width: 1920, height: 1080 }
const tablet = { width: 768, height: 1024 }
const desktop = { width: 1280, height: 800 }
const narrow = { width: 360, height: 780 }
const small = { width: 1100, height: 640 }

const withConditions =
  '/reports/flights?origins=SEA&minDelay=15&where=delay:between:15..60&where=destinationCity:is-not:Chicago,Denver&where=originState:not-blank'

/**
 * `readme` has the themes of the pictures in the documentation, and `part` the element that these show.
 *
 * @type {Record<string, { viewport?: object, path?: string, prepare?: Function, readme?: string[], part?: string, act?: Function }>}
 */
const states = {
  report: { readme: ['light', 'dark'] },
  filtered: {
    path: '/reports/flights?from=2001-06-02&origins=SEA&origins=ATL&minDelay=15&sort=-delay',
  },
  strikes: { path: '/reports/bird-strikes' },
  ranking: {
    path: '/reports/bird-strikes?ranking=species,airports,-totalCost',
    act: (page) => page.getByTestId('ranking-choice').first().click(),
  },
  narrow: { viewport: narrow, readme: ['light'] },
  'narrow-tray': { viewport: narrow, act: exportTwice },
  dialog: {
    readme: ['light', 'dark'],
    part: '[role=dialog]',
    path: '/reports/flights?period=last-month&origins=SEA&origins=ATL&minDelay=15&sort=-delay',
    act: openDialog,
  },
  'narrow-dialog': { viewport: narrow, act: openDialog },
  'german-dialog': {
    viewport: laptop,
    act: async (page) => {
      await speakGerman(page)
      await openDialog(page)
    },
  },
  laptop: { viewport: laptop },
  tablet: { viewport: tablet },
  desktop: { viewport: desktop },
  'full-hd': { viewport: fullHd },
  'german-narrow': { viewport: narrow, act: speakGerman },
  'tablet-tray': { viewport: tablet, act: exportTwice },
  link: { path: '/reports/flights?period=last-week&origins=sea&destinations=XXX&origin=ATL' },
  invalid: { act: typeInvalid },
  tray: { readme: ['light', 'dark'], act: exportTwice },
  empty: { path: '/reports/flights?from=2001-01-01&until=2001-01-02&origins=SEA&minDelay=1900' },
  error: { readme: ['light'], act: failRows },
  loading: { prepare: holdAnswers },
  table: { act: showTables },
  sorting: {
    path: '/reports/bird-strikes?sort=-totalCost,species&columns=airport,operator,species,totalCost,date',
    act: (page) => page.getByTestId('sort-menu').click(),
  },
  'narrow-table': {
    viewport: narrow,
    path: '/reports/bird-strikes?sort=-totalCost',
    act: (page) => page.getByTestId('results-table').scrollIntoViewIfNeeded(),
  },
  columns: { act: (page) => page.getByTestId('column-chooser').click() },
  airports: { act: (page) => openFilter(page, 'origins') },
  days: { act: (page) => openFilter(page, 'days') },
  menu: { act: (page) => page.getByTestId('account-menu').click() },
  shortcuts: { act: (page) => page.keyboard.press('?') },
  german: { act: speakGerman },
  filter: {
    readme: ['light', 'dark'],
    viewport: small,
    path: '/reports/flights?period=last-month&minDelay=15&where=originState:not-blank&where=destinationCity:is-not:Chicago,Denver',
    act: editCondition,
  },
  'new-filter': { viewport: laptop, act: openConditions },
  conditions: { viewport: laptop, path: withConditions, act: editCondition },
  'full-hd-conditions': { viewport: fullHd, path: withConditions, act: editDelay },
  'narrow-conditions': { viewport: narrow, path: withConditions, act: editCondition },
  'narrow-new-filter': { viewport: narrow, act: openConditions },
  'german-conditions': {
    viewport: laptop,
    path: withConditions,
    act: async (page) => {
      await speakGerman(page)
      await editDelay(page)
    },
  },
  'four-k': { viewport: { width: 3840, height: 2160 } },
}

const failure = await build()
if (failure !== null) throw new Error(failure)
mkdirSync(target, { recursive: true })
const server = await startDemoServer()
const browser = await launchChromium()
try {
  for (const theme of ['light', 'dark']) {
    await shootSignIn(theme)
    for (const [name, state] of Object.entries(states)) {
      if (isWanted(name, state.readme?.includes(theme))) await shoot(name, state, theme)
    }
  }
} finally {
  await browser.close()
  await server.stop()
}

function isWanted(name, inReadme) {
  return folder ? chosen.length === 0 || chosen.includes(name) : inReadme
}

async function shoot(name, { viewport = wide, path = '/', prepare, part, act }, theme) {
  const page = await openPage(viewport, theme)
  await prepare?.(page)
  await signIn(page, server.url)
  if (path !== '/') await page.goto(server.url + path)
  await settle(page)
  await act?.(page)
  // What lies under the pointer looks different.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(500)
  const shown = part && !folder ? page.locator(part) : page
  await shown.screenshot({ path: join(target, `${name}-${theme}.png`) })
  await page.context().close()
}

async function shootSignIn(theme) {
  if (!isWanted('sign-in', false)) return
  const page = await openPage(wide, theme)
  await page.goto(server.url)
  await page.getByLabel('Username').fill('analyst')
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.keyboard.press('Enter')
  await page.getByTestId('error-message').waitFor()
  await page.screenshot({ path: join(target, `sign-in-${theme}.png`) })
  await page.context().close()
}

async function openPage(viewport, theme) {
  const context = await browser.newContext({ viewport, colorScheme: theme, locale: 'en-US' })
  return context.newPage()
}

async function settle(page) {
  // The charts come last. The page is never idle: it listens for exports.
  await page
    .getByTestId('chart')
    .first()
    .waitFor({ timeout: 5000 })
    .catch(() => undefined)
  await page.waitForTimeout(900)
}

async function openFilter(page, field) {
  await page.locator(`[data-field=${field}] [data-testid=filter-button]`).click()
  await page.getByRole('dialog').waitFor()
}

async function filterByDelay(page, text) {
  await openFilter(page, 'minDelay')
  await page.getByRole('dialog').locator('input').fill(text)
  await page.keyboard.press('Enter')
}

async function openConditions(page) {
  await page.getByTestId('add-filter').click()
  await page.getByRole('listbox').last().getByRole('option').first().waitFor()
}

async function editCondition(page) {
  await page.getByTestId('condition-chip').nth(1).getByRole('button').first().click()
  await page.getByRole('listbox').last().getByRole('option').nth(3).waitFor()
}

async function editDelay(page) {
  await page.getByTestId('condition-chip').first().getByRole('button').first().click()
  await page.getByTestId('apply-condition').waitFor()
}

async function openDialog(page) {
  await page.getByTestId('export-options').click()
  await page.getByTestId('export-dialog').waitFor()
}

async function typeInvalid(page) {
  await filterByDelay(page, '1.5')
  await page.getByText('Enter a whole number.').waitFor()
}

async function exportTwice(page) {
  const small = page.waitForEvent('download')
  await filterByDelay(page, '240')
  await page.waitForTimeout(900)
  await page.getByTestId('export-button').click()
  await (await small).path()
  await filterByDelay(page, '')
  await page.waitForTimeout(1200)
  await page.getByTestId('export-button').click()
  await page.locator('[data-state=running]').waitFor()
  await page.waitForTimeout(1200)
}

/** The page while the server thinks. */
async function holdAnswers(page) {
  await page.route(/trpc\/report\.(page|summary|charts)/, () => undefined)
}

async function failRows(page) {
  await page.route('**/trpc/report.*', (route) => route.abort())
  await filterByDelay(page, '30')
  await page.getByTestId('error-message').first().waitFor()
}

async function showTables(page) {
  const buttons = page.getByRole('button', { name: 'Show as table' })
  while ((await buttons.count()) > 0) await buttons.first().click()
}

async function speakGerman(page) {
  await page.getByTestId('account-menu').click()
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
  await page.keyboard.press('Escape')
}
