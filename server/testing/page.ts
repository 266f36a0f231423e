import { expect } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { apiClient } from './api.ts'

/** Signs in at the page, in the first tab of a context, and waits for its table, count and rows. */
export async function signInAt(
  context: Browser | BrowserContext,
  url: string,
  username: string,
  password = 'coatcheck',
): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await untilRowsAreThere(page)
  return page
}

/**
 * The page of someone who has signed in, with its table, count and rows: quicker than by its form.
 *
 * @param path what to open of the page, such as `/reports/flights`
 */
export async function openAt(
  context: Browser | BrowserContext,
  url: string,
  username: string,
  path = '/',
): Promise<Page> {
  const page = await signedInPage(context, url, username)
  await page.goto(url + path)
  await untilRowsAreThere(page)
  return page
}

/**
 * Leads an open page to another address as Back does, without loading it again: that would take a
 * second of CPU.
 */
export async function leadTo(page: Page, path: string): Promise<void> {
  await page.evaluate(async (to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
    // The page notices it, and draws that it waits for rows.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame)
  }, path)
  await untilRowsAreThere(page)
}

export async function untilRowsAreThere(page: Page): Promise<void> {
  await page.getByTestId('results-table').waitFor()
  // Only once they have been counted.
  await page.getByTestId('row-count').filter({ hasText: /\d/ }).waitFor()
  // The rows may come after their count.
  await page.locator('[data-testid=results-table][aria-busy=false]').waitFor()
}

/** A tab of someone who has signed in, with no page of the service open yet. */
export async function signedInPage(
  context: Browser | BrowserContext,
  url: string,
  username: string,
): Promise<Page> {
  const session = await apiClient(url).session.signIn.mutate({ username, password: 'coatcheck' })
  const page = await context.newPage()
  // The session is of this origin, and this answer is small.
  await page.goto(`${url}/healthz`)
  await page.evaluate((text) => {
    sessionStorage.setItem('coatcheck.session', text)
  }, JSON.stringify(session))
  return page
}

/** Waits until the latest export of the tray is in this state. */
export async function untilTrayShows(page: Page, state: string, timeout = 60_000): Promise<void> {
  const newest = page.getByTestId('tray-item').first()
  await expect.poll(() => newest.getAttribute('data-state'), { timeout }).toBe(state)
}

/** Sets one of the report's own filters that is a number, by its name; an empty text removes it. */
export async function filterByNumber(page: Page, name: string, text: string): Promise<void> {
  await page.getByTestId('filter-button').filter({ hasText: name }).click()
  await page.getByRole('dialog').getByLabel(name).fill(text)
  await page.keyboard.press('Enter')
}

/** Chooses a period for the days of the report, such as “Last month”, and closes their panel. */
export async function filterByPeriod(page: Page, period: string): Promise<void> {
  await page.locator('[data-field=days]').getByTestId('filter-button').click()
  // The input is hidden below its label.
  await page.getByTestId('date-presets').getByText(period, { exact: true }).click()
  await page.keyboard.press('Escape')
}

/** The viewport of a screen with room for charts. */
export const tallViewport = { width: 1280, height: 1000 }
