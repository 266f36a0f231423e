import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { tallViewport } from './page.ts'
import { isSoak } from './soak.ts'

declare const axe: { run: (part: string, options: RunOptions) => Promise<AxeResults> }

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

/** Less motion than usual, or axe would look at colours that are on their way. */
export const calm: BrowserContextOptions = { reducedMotion: 'reduce', viewport: tallViewport }

/** The colours of both themes, and with `npm run soak` those that the system forces on a page. */
const looks = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  ...(isSoak && { forced: { colorScheme: 'light', forcedColors: 'active' } as const }),
} as const

/**
 * What axe objects to, first in the light theme and then in other colours.
 *
 * @param part selects what to look at; the whole page when left out
 */
export async function violations(page: Page, part = 'html'): Promise<string[]> {
  const found: string[] = []
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  for (const [name, look] of Object.entries(looks)) {
    await page.emulateMedia(look)
    // Panels that open have to be there first, and charts follow the theme.
    await page.waitForTimeout(200)
    const options: RunOptions = {
      // Most of the time would go into the addresses of elements that are as they should be.
      resultTypes: ['violations'],
      // Only colours depend on the theme.
      ...(name !== 'light' && { runOnly: ['color-contrast'] }),
    }
    const { violations: objections } = await page.evaluate(
      ([looked, chosen]) => axe.run(looked, chosen),
      [part, options] as const,
    )
    for (const { id, nodes } of objections) {
      found.push(...nodes.map(({ html, any }) => `${name}, ${id}: ${html} ${any[0]?.message}`))
    }
  }
  return found
}
