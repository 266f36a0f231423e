import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useSharedServer } from '../../testing/browserSetUp.ts'
import { controlsIn, focusOn, type Control } from '../../testing/controls.ts'
import {
  filterByNumber,
  leadTo,
  openAt,
  signInAt,
  tallViewport,
  untilTrayShows,
} from '../../testing/page.ts'
import { isSoak, times } from '../../testing/soak.ts'

const patience = { timeout: 20_000 }

/** Of the controls in a row each one is used by `npm run soak`, each sixth one by `npm test`. */
const stride = times(6, 1)

/** The name of what has the focus; null if nothing has it. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const { activeElement: element } = document
    if (!element || element === document.body || element.matches(':disabled')) return null
    return (
      element.getAttribute('data-testid') ??
      element.getAttribute('aria-label') ??
      `${element.tagName} ${element.textContent.trim().slice(0, 60)}`
    )
  })
}

function everyNth(controls: readonly Control[]): readonly Control[] {
  return controls.filter((_, index) => index % stride === 0)
}

async function hasFocus(page: Page): Promise<boolean> {
  return expect
    .poll(() => focused(page), { timeout: 5_000 })
    .not.toBeNull()
    .then(
      () => true,
      () => false,
    )
}

async function expectFocus(page: Page) {
  await expect.poll(() => focused(page), patience).not.toBeNull()
}

/** Panels and dialogs, and what opens each of them. */
const panels: Readonly<Record<string, string>> = {
  days: '[data-field=days] [data-testid=filter-button]',
  columns: '[data-testid=column-chooser]',
  export: '[data-testid=export-options]',
  ...(isSoak && {
    values: '[data-field=destinations] [data-testid=filter-button]',
    number: '[data-field=maxDelay] [data-testid=filter-button]',
    order: '[data-testid=sort-menu]',
    ranking: '[data-testid=ranking-choice]',
  }),
}

/** Uses the control that has the focus, as the keyboard does. */
async function use(page: Page, { key }: Control) {
  if (/^INPUT (checkbox|radio)/.test(key)) await page.keyboard.press('Space')
  else if (key.startsWith('SELECT')) await page.keyboard.press('ArrowDown')
  else if (key.startsWith('INPUT')) await page.keyboard.press('ArrowUp')
  else await page.keyboard.press('Enter')
  // What it leads to may take the focus away a moment later.
  await page.waitForTimeout(150)
}

describe.skipIf(noChromium)('the focus', () => {
  const its = useBrowser()
  const running = useSharedServer()

  describe('on an open page', () => {
    let page: Page
    beforeAll(async () => {
      const context = await its.browser.newContext({
        viewport: tallViewport,
        reducedMotion: 'reduce',
      })
      page = await openAt(context, running.server.url, 'seattle')
      await page.getByTestId('chart').nth(2).waitFor()
    })
    afterAll(() => page.context().close())

    test('goes from “Skip to table” to the table', async () => {
      await page.getByText('Skip to table').focus()
      await page.keyboard.press('Enter')
      expect(await focused(page)).toBe('results-table')
    })

    test.each(Object.entries(panels))('is never lost in a panel: %s', async (_, opener) => {
      await leadTo(page, '/reports/flights')
      const open = async () => {
        if ((await page.getByRole('dialog').count()) > 0) return
        await page.locator(opener).first().focus()
        await page.keyboard.press('Enter')
        await page.getByRole('dialog').locator('input, select, button').first().waitFor()
        await page.waitForTimeout(150)
      }
      await open()
      const controls = await controlsIn(page, '[role=dialog]')
      expect(controls.length).toBeGreaterThan(0)
      const lost: string[] = []
      for (const control of everyNth(controls)) {
        await open()
        if (!(await focusOn(page, '[role=dialog]', control))) continue
        await use(page, control)
        if (!(await hasFocus(page))) lost.push(control.key)
      }
      await page.keyboard.press('Escape')
      await page.waitForTimeout(150)
      if (!(await hasFocus(page))) lost.push('Escape')
      expect(lost).toEqual([])
    })

    test('is never lost, whichever control of the page is used', async () => {
      const start = '/reports/flights?minDelay=60&where=distance:between:1..5000'
      // The exports of the panel above would only add to the walk.
      await page.evaluate(() => sessionStorage.removeItem('coatcheck.tray'))
      const open = async () => {
        await page.goto(running.server.url + start)
        await page.getByTestId('chart').nth(2).waitFor()
      }
      await open()
      const lost: string[] = []
      let usedCount = 0
      for (const control of everyNth(await controlsIn(page, '#app'))) {
        if (!(await focusOn(page, '#app', control))) {
          // What an earlier control has removed. Another address may bring it back.
          await leadTo(page, start)
          await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
          if (!(await focusOn(page, '#app', control))) await open()
          if (!(await focusOn(page, '#app', control))) continue
        }
        usedCount += 1
        await use(page, control)
        if (!(await hasFocus(page))) lost.push(control.key)
        await page.keyboard.press('Escape')
        await page.waitForTimeout(150)
        if (!(await hasFocus(page))) lost.push(`${control.key}, closed by Escape`)
      }
      expect(lost).toEqual([])
      // A walk that finds nothing to use would find nothing lost.
      expect(usedCount).toBeGreaterThan(40 / stride)
    })
  })

  test('never falls to the body when what has it goes away', async () => {
    const context = await its.browser.newContext({ viewport: tallViewport })
    const page = await signInAt(context, running.server.url, 'seattle')
    await expectFocus(page)

    // Panels and dialogs give it back.
    for (const id of [
      'column-chooser',
      'sort-menu',
      'ranking-choice',
      'add-filter',
      'account-menu',
    ]) {
      await page.getByTestId(id).first().focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => focused(page), patience).not.toBe(id)
      await expectFocus(page)
      await page.keyboard.press('Escape')
      await expect.poll(() => focused(page), patience).toBe(id)
    }

    // A column that moves up keeps it, also at the top.
    await page.getByTestId('column-chooser').click()
    const moveUp = page.getByRole('button', { name: /^Move .* up$/ })
    await moveUp.nth(1).focus()
    await page.keyboard.press('Enter')
    await expectFocus(page)
    await page.keyboard.press('Escape')

    // Filters: a chip that is removed, and all of them.
    for (const name of [/^Remove/, /^Clear/]) {
      await filterByNumber(page, 'Delay at least', '60')
      const button = page.getByTestId('filter-bar').getByRole('button', { name }).first()
      await button.focus()
      await page.keyboard.press('Enter')
      await button.waitFor({ state: 'detached' })
      await expectFocus(page)
    }

    // Export is disabled while it starts, and has the focus again.
    await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).focus()
    await page.keyboard.press('Enter')
    await expectFocus(page)
    await untilTrayShows(page, 'delivered')
    await expect.poll(() => focused(page), patience).toBe('export-button')
    await page.getByTestId('export-options').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('export-dialog').waitFor()
    await page.keyboard.press('Enter')
    await page.getByTestId('export-dialog').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page), patience).toBe('export-options')
    await untilTrayShows(page, 'delivered')

    // A file that is deleted from the tray, and the tray itself.
    const remove = page
      .getByTestId('tray-item')
      .first()
      .getByRole('button', { name: /^Delete/ })
    await remove.focus()
    await page.keyboard.press('Enter')
    await remove.waitFor({ state: 'detached' })
    await expectFocus(page)
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page), patience).toBe('tray-button')

    // Signing out leads to the form.
    await page.getByTestId('account-menu').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('sign-out').focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Username').waitFor()
    await expectFocus(page)
    await context.close()
  })
})
