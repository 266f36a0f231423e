import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of an installed Chromium or Chrome; undefined when there is none. */
export const chromiumPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(isExecutable)

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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
