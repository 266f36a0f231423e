import { chromium, type Browser } from 'playwright-core'
import { findProgram } from './findProgram.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of an installed Chromium or Chrome; undefined when there is none. */
export const chromiumPath = findProgram(names)

/**
 * Chromium loads two pages of its own for the suggestions of the address bar in each new window, so
 * for each context. No one sees them, and they took 1.3 of the 3 seconds of CPU that our page takes.
 */
const suggestionPages = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/** What Playwright switches off. It has to be said again: of two such lists only the last counts. */
const switchedOffByPlaywright = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) {
    throw new Error(`No Chromium: none of ${names.join(', ')} is in the PATH.`)
  }
  const switchedOff = [...switchedOffByPlaywright, ...suggestionPages].join(',')
  // Chromium refuses to run its sandbox as root.
  const isRoot = process.getuid?.() === 0
  return chromium.launch({
    executablePath: chromiumPath,
    args: [`--disable-features=${switchedOff}`, ...(isRoot ? ['--no-sandbox'] : [])],
  })
}
