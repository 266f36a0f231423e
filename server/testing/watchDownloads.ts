import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** One download, as Chromium tells of it. */
export interface WatchedDownload {
  /** Where its bytes are. */
  readonly file: string
  /** The size that Chromium knew when it told of the download for the first time; 0 for unknown. */
  readonly totalBytesAtFirst: number
  readonly state: 'completed' | 'canceled'
}

export interface DownloadWatch {
  /** Resolves when the next download that has not been waited for has ended. */
  next(): Promise<WatchedDownload>
}

interface Begun {
  readonly guid: string
}

interface Progress extends Begun {
  readonly totalBytes: number
  readonly state: 'inProgress' | WatchedDownload['state']
}

/**
 * Has the downloads of a page's profile saved in a folder, and follows them by Chromium's own events,
 * which are those that its download bar shows.
 */
export async function watchDownloads(page: Page, folder: string): Promise<DownloadWatch> {
  const browser = page.context().browser()!
  const ofPage = await page.context().newCDPSession(page)
  const { targetInfo } = await ofPage.send('Target.getTargetInfo')
  const session = await browser.newBrowserCDPSession()
  const totals = new Map<string, number>()
  const ended: WatchedDownload[] = []
  let wake = () => {}
  session.on('Browser.downloadProgress', ({ guid, totalBytes, state }: Progress) => {
    if (!totals.has(guid)) totals.set(guid, totalBytes)
    if (state === 'inProgress') return
    ended.push({ file: join(folder, guid), totalBytesAtFirst: totals.get(guid)!, state })
    wake()
  })
  await session.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: folder,
    eventsEnabled: true,
    ...(targetInfo.browserContextId && { browserContextId: targetInfo.browserContextId }),
  })
  return {
    async next() {
      while (ended.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return ended.shift()!
    },
  }
}
