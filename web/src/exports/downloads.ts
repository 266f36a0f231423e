import type { TicketReceipt } from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'

export interface Downloads {
  /** Returns whether the page may start a download by itself now; if so, no other one may. */
  reserve: () => boolean
  /** Starts a download, whether reserved or asked for by a click. The next one needs a click. */
  start: (receipt: TicketReceipt) => void
}

/**
 * The downloads of this tab. Chromium lets a page start one download by itself after each click or
 * key press, however long ago that was; a download that the click asked for counts too. Before a
 * second one it asks the user, and nothing is requested until they respond.
 */
export function createDownloads(target: EventTarget = window): Downloads {
  let isFree = true
  for (const type of ['pointerdown', 'keydown']) {
    target.addEventListener(type, () => (isFree = true), { capture: true, passive: true })
  }
  return {
    reserve() {
      const wasFree = isFree
      isFree = false
      return wasFree
    },
    start(receipt) {
      isFree = false
      startDownload(receipt)
    },
  }
}
