import type { Locator, Page } from 'playwright-core'
import { filterByPeriod } from './page.ts'

/** One way to use the page, so that the same journey can be made by each of them. */
export interface Hand {
  /** Uses a button, link, check box or radio button. */
  press: (control: Locator) => Promise<void>
  /** Types into a field of a panel that has just opened, and applies it. */
  enter: (field: Locator, text: string) => Promise<void>
  /** Chooses in an open list with a search, which has the focus. */
  pick: (text: string) => Promise<void>
  /** Chooses a period for the days of the report. */
  choosePeriod: (period: string) => Promise<void>
  /** Chooses in a menu of the browser. */
  select: (menu: Locator, label: string) => Promise<void>
}

export const hands: Readonly<Record<'mouse' | 'keyboard', (page: Page) => Hand>> = {
  mouse: (page) => ({
    press: (control) => control.click(),
    async enter(field, text) {
      await field.fill(text)
      // A click beside the panel closes it, and counts what was typed.
      await page.getByTestId('row-count').click()
    },
    async pick(text) {
      // Long lists show their first entries only.
      await page.getByRole('dialog').locator('input').fill(text)
      await page.getByRole('option', { name: text }).first().click()
    },
    choosePeriod: (period) => filterByPeriod(page, period),
    select: async (menu, label) => void (await menu.selectOption({ label })),
  }),
  keyboard: (page) => ({
    async press(control) {
      await control.waitFor({ state: 'attached' })
      const type = await control.getAttribute('type')
      if (type === 'radio') return chooseRadio(page, control)
      await tabTo(page, control)
      await page.keyboard.press(type === 'checkbox' ? 'Space' : 'Enter')
    },
    async enter(field, text) {
      await tabTo(page, field)
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    },
    async pick(text) {
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(text)
      await page.locator('[role=option][data-highlighted]').filter({ hasText: text }).waitFor()
      await page.keyboard.press('Enter')
    },
    async choosePeriod(period) {
      await tabTo(page, page.locator('[data-field=days]').getByTestId('filter-button'))
      await page.keyboard.press('Enter')
      const presets = page.getByTestId('date-presets')
      await chooseRadio(page, presets.getByRole('radio', { name: period, exact: true }))
      await page.keyboard.press('Escape')
    },
    async select(menu, label) {
      await tabTo(page, menu)
      // Typing chooses the first entry that begins so.
      await page.keyboard.type(label)
    },
  }),
}

/** More stops than a page with a report has. */
const stopsMax = 150

/** Presses Tab until a control has the focus; fails if that never happens. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor({ state: 'attached' })
  const isFocused = () => control.evaluate((element) => element === document.activeElement)
  for (let stop = 0; stop < stopsMax; stop += 1) {
    if (await isFocused()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`No Tab leads to ${String(control)}.`)
}

/** Tab leads to the chosen one of a group, and arrow keys to the others. */
async function chooseRadio(page: Page, radio: Locator): Promise<void> {
  await radio.waitFor({ state: 'attached' })
  const group = `input[name="${await radio.getAttribute('name')}"]`
  await tabTo(page, page.locator(`${group}:checked`))
  for (let left = await page.locator(group).count(); left > 0; left -= 1) {
    if (await radio.isChecked()) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`No arrow key leads to ${String(radio)}.`)
}
