import { chromium, type Browser } from 'playwright-core'
import { findProgram } from './findProgram.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of an installed Chromium or Chrome; undefined when there is none. */
export const chromiumPath = findProgram(names)

export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) {
    throw new Error(`No Chromium: none of ${names.join(', ')} is in the PATH.`)
  }
  // Chromium refuses to run its sandbox as root.
  const isRoot = process.getuid?.() === 0
  return chromium.launch({
    executablePath: chromiumPath,
    args: isRoot ? ['--no-sandbox'] : [],
  })
}
