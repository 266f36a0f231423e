import { execFileSync } from 'node:child_process'
import { chromium } from 'playwright-core'
import { demoPassword } from './demoPassword.mjs'

/** An installed Chromium or Chrome, without a window. */
export function launchChromium(args = []) {
  return chromium.launch({
    executablePath: findChromium(),
    // Chromium refuses to run its sandbox as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox', ...args] : args,
  })
}

function findChromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim()
    } catch {
      continue
    }
  }
  throw new Error('Install Chromium or Chrome: none is in the PATH.')
}

/** Signs in at a server that `startDemoServer` has started. */
export async function signIn(page, url, username = 'analyst') {
  await page.goto(url)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByTestId('results-table').waitFor()
}
