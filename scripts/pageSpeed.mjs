import './lib/requireNode.mjs'
import { build } from './lib/build.mjs'
import { launchChromium, signIn } from './lib/chromium.mjs'
import { startDemoServer } from './lib/demoServer.mjs'
import { quantile, startShiftRecorder, timeUntil, untilAnswered } from './lib/pageTimes.mjs'

// `node scripts/pageSpeed.mjs [rounds]`: how long the page takes, over the 3,000,000 flights, from
// a new filter to its answer and from a jump to its rows, and how much the layout moves meanwhile.
const rounds = Number(process.argv[2] ?? 15)
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new Error('Say how many rounds to measure as a whole number from 1, or nothing for 15.')
}

const failure = await build()
if (failure !== null) throw new Error(failure)
const server = await startDemoServer()
const browser = await launchChromium()
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(startShiftRecorder)
  await signIn(page, server.url)
  await untilAnswered(page)
  report('A new filter to …', await measureFilters(page))
  await page.getByTestId('clear-filters').click()
  await page.getByTestId('clear-filters').waitFor({ state: 'detached' })
  await untilAnswered(page)
  report('A jump to …', await measureJumps(page))
  const shift = await page.evaluate(() => globalThis.layoutShift)
  console.log(`Layout shift, from the empty page to the end: ${shift.toFixed(4)}`)
} finally {
  await browser.close()
  await server.stop()
}

/** Each round asks what no round has asked before: nothing comes from a cache. */
async function measureFilters(page) {
  const times = { tiles: [], charts: [], 'first rows': [] }
  await page.locator('[data-field=minDelay] [data-testid=filter-button]').click()
  await page.locator('input[type=number]').waitFor()
  for (let round = 0; round < rounds; round += 1) {
    const found = await timeUntil(page, {
      parts: ['tiles', 'charts', 'rows'],
      field: 'input[type=number]',
      value: String(round - 5),
    })
    times.tiles.push(found.tiles)
    times.charts.push(found.charts)
    times['first rows'].push(found.rows)
    await page.waitForTimeout(200)
  }
  await page.keyboard.press('Escape')
  return times
}

/** Places in the whole table, from its top to its end, without an order that helps a cache. */
async function measureJumps(page) {
  const times = []
  for (let round = 0; round < rounds; round += 1) {
    const place = ((round * 0.618) % 1) * 0.98 + 0.01
    times.push((await timeUntil(page, { parts: ['rows'], place })).rows)
    await page.waitForTimeout(200)
  }
  return { 'the rows of a far place': times }
}

function report(title, times) {
  console.log(title)
  for (const [name, all] of Object.entries(times)) {
    const [median, slow, worst] = [0.5, 0.9, 1].map((share) => Math.round(quantile(all, share)))
    console.log(`  ${name}: median ${median} ms, 9 of 10 within ${slow} ms, longest ${worst} ms`)
  }
}
