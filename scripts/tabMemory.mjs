import './lib/requireNode.mjs'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { launchChromium, signIn } from './lib/chromium.mjs'
import { startDemoServer } from './lib/demoServer.mjs'

// What an export costs the tab that asks for it (Linux): handed to the browser's own download, and
// for comparison the same file fetched into a Blob. Memory is private to its processes: that of
// the tab, and of all of Chromium, which is where the bytes of a Blob end up.
const failure = await build()
if (failure !== null) throw new Error(failure)

const server = await startDemoServer()
const file = join(server.folder, 'flights.csv')
try {
  await measure('the browser’s own download', async (page) => {
    await signIn(page, server.url)
    await page.getByTestId('export-options').click()
    await page.getByLabel('Plain CSV').check()
    return () => exportFlights(page)
  })
  await measure('fetch + Blob', async (page) => {
    const { url, stop } = await serveFile()
    await page.goto(url)
    return () => fetchIntoBlob(page).finally(stop)
  })
} finally {
  await server.stop()
}

/** @param {(page: object) => Promise<() => Promise<void>>} prepare answers what is measured */
async function measure(name, prepare) {
  const browser = await launchChromium()
  const page = await browser.newPage()
  const act = await prepare(page)
  // The charts are drawn by then.
  await page.waitForTimeout(3000)
  const before = await settledMemory(browser, page)
  let tabPeak = 0
  const timer = setInterval(async () => {
    tabPeak = Math.max(tabPeak, (await memoryOf(browser)).tab)
  }, 200)
  await act()
  clearInterval(timer)
  const after = await settledMemory(browser, page)
  console.log(
    `${name}: a file of ${megabytes(statSync(file).size)}; the tab grew by ` +
      `${megabytes(after.tab - before.tab)} (by ${megabytes(tabPeak - before.tab)} at its peak, ` +
      `garbage included), Chromium as a whole by ${megabytes(after.all - before.all)}`,
  )
  await browser.close()
}

async function exportFlights(page) {
  const begun = page.waitForEvent('download')
  await page.getByTestId('export-confirm').click()
  await (await begun).saveAs(file)
}

function fetchIntoBlob(page) {
  return page.evaluate(async () => {
    const response = await fetch('/flights.csv')
    globalThis.kept = URL.createObjectURL(await response.blob())
  })
}

/** A page without any policy, and the file beside it. */
async function serveFile() {
  const http = createServer((request, response) => {
    if (request.url === '/flights.csv') createReadStream(file).pipe(response)
    else response.setHeader('content-type', 'text/html').end('<!doctype html><title>Blob</title>')
  }).listen(0, 'localhost')
  await once(http, 'listening')
  return {
    url: `http://localhost:${http.address().port}/`,
    stop: () => http.close(),
  }
}

async function settledMemory(browser, page) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.detach()
  await page.waitForTimeout(500)
  return memoryOf(browser)
}

/** Bytes that are private to the tab's processes, and to all of Chromium's. */
async function memoryOf(browser) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const sum = (processes) => processes.reduce((bytes, { id }) => bytes + privateBytes(id), 0)
  return { tab: sum(processInfo.filter(({ type }) => type === 'renderer')), all: sum(processInfo) }
}

function privateBytes(processId) {
  const lines = readFileSync(`/proc/${processId}/smaps_rollup`, 'utf8').matchAll(
    /^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm,
  )
  return [...lines].reduce((bytes, [, kilobytes]) => bytes + Number(kilobytes) * 1024, 0)
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
