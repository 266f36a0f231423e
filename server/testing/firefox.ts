import { readdir } from 'node:fs/promises'
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

/** The files that Firefox has saved: those that it is writing have `.part` files beside them. */
export async function savedFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  const unfinished = new Set(
    names
      .filter((name) => name.endsWith('.part'))
      .map((name) => name.replace(/(\.\w+)?\.part$/, '')),
  )
  return names
    .filter((name) => !name.endsWith('.part'))
    .filter((name) => ![...unfinished].some((stem) => stem !== '' && name.startsWith(stem)))
    .map((name) => join(folder, name))
}
