import { startDownload } from '../startDownload.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'

export interface Downloads {
  /** Returns whether the page may start a download by itself now; if so, no other one may. */
  reserve(): boolean
  /** Starts a download, whether reserved or asked for by a click. The next one needs a click. */
  start(receipt: TicketReceipt): void
  /** Stops noticing clicks. */
  close(): void
}

interface DownloadsOptions {
  /** Base address of the API; the page's own origin by default. */
  readonly apiUrl?: string | URL | undefined
  /** Where clicks are noticed; undefined where there are none, as on a server. */
  readonly target?: EventTarget | undefined
}

const gestures = ['pointerdown', 'keydown']

/**
 * The downloads of this tab. Chromium lets a page start one download by itself after each click or
 * key press, however long ago that was; a download that the click asked for counts too. Before a
 * second one it asks the user, and nothing is requested until they respond.
 *
 * @throws TypeError when `apiUrl` is not a valid address
 */
export function createDownloads({
  apiUrl,
  target = typeof window === 'undefined' ? undefined : window,
}: DownloadsOptions = {}): Downloads {
  const options = apiUrl === undefined ? {} : { apiUrl: new URL(apiUrl) }
  let isFree = true
  const free = () => {
    isFree = true
  }
  for (const type of gestures) {
    target?.addEventListener(type, free, { capture: true, passive: true })
  }
  return {
    reserve() {
      const wasFree = isFree
      isFree = false
      return wasFree
    },
    start(receipt) {
      isFree = false
      startDownload(receipt, options)
    },
    close() {
      for (const type of gestures) target?.removeEventListener(type, free, { capture: true })
    },
  }
}
