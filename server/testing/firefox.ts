import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { launch, type Browser } from 'puppeteer-core'
import { findProgram } from './findProgram.ts'

const names = ['firefox-esr', 'firefox']

/** Path of an installed Firefox; undefined when there is none. */
export const firefoxPath = findProgram(names)

/** A Firefox that saves its downloads in a folder without asking. */
export async function launchFirefox(folder: string): Promise<Browser> {
  if (firefoxPath === undefined) {
    throw new Error(`No Firefox: none of ${names.join(', ')} is in the PATH.`)
  }
  return launch({
    browser: 'firefox',
    executablePath: firefoxPath,
    extraPrefsFirefox: {
      'browser.download.folderList': 2,
      'browser.download.dir': folder,
      'browser.download.alwaysOpenPanel': false,
      'browser.download.always_ask_before_handling_new_types': false,
    },
  })
}

/** The files that Firefox has saved. While it writes one, an empty file keeps the name for it. */
export async function savedFiles(folder: string): Promise<string[]> {
  const files = (await readdir(folder))
    .filter((name) => !name.endsWith('.part'))
    .map((name) => join(folder, name))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return files.filter((_, index) => sizes[index]! > 0)
}
