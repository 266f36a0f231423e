export interface DownloadAllowance {
  /** Returns whether the page may start a download by itself now; the next one needs another click. */
  take: () => boolean
}

/**
 * Chromium lets a page start one download by itself after each click or key press, however long ago
 * that was. Before a second one it asks the user, and nothing is requested until they have answered.
 */
export function createDownloadAllowance(target: EventTarget = window): DownloadAllowance {
  let isFree = true
  for (const type of ['pointerdown', 'keydown']) {
    target.addEventListener(type, () => (isFree = true), { capture: true, passive: true })
  }
  return {
    take() {
      const taken = isFree
      isFree = false
      return taken
    },
  }
}
