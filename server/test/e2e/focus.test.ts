import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { filterByNumber, signInAt, untilTrayShows } from '../../testing/page.ts'

const patience = { timeout: 20_000 }

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

async function expectFocus(page: Page) {
  await expect.poll(() => focused(page), patience).not.toBeNull()
}

describe.skipIf(noChromium)('the focus', () => {
  const its = useBrowser()
  const running = useServer()

  test('goes from “Skip to table” to the table', async () => {
    const page = await signInAt(its.browser, running.server.url, 'seattle')
    await page.getByText('Skip to table').focus()
    await page.keyboard.press('Enter')
    expect(await focused(page)).toBe('results-table')
    await page.close()
  })

  test('never falls to the body, whichever control is used', async () => {
    const page = await signInAt(its.browser, running.server.url, 'seattle')
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
      const button = page.getByTestId('filter-line').getByRole('button', { name }).first()
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
    await page.close()
  })
})
