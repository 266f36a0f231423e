/**
 * Browsers cap an element's height: 33,554,432 px in Chromium and Safari, 17,895,697 px in
 * Firefox (its 2^30 app units / 60). Half of the lower one leaves room for zoom.
 */
export const trackHeightMaxPx = 8_000_000

/** At both ends a pixel of track is a pixel of rows, as in any other table. */
const endShare = 0.1

/**
 * Maps scroll positions of a track to positions in rows that are too high for a browser: 3,000,000
 * rows of 36 px are 108,000,000 px. The map is one to one at the ends, and linear and steep in
 * between.
 */
export interface ScrollScale {
  readonly trackHeightPx: number
  toContent(trackTopPx: number): number
  toTrack(contentTopPx: number): number
}

export function createScrollScale(contentHeightPx: number, viewportHeightPx: number): ScrollScale {
  const trackHeightPx = Math.min(contentHeightPx, trackHeightMaxPx)
  const contentSpan = Math.max(0, contentHeightPx - viewportHeightPx)
  const trackSpan = Math.max(0, trackHeightPx - viewportHeightPx)
  const end = contentSpan > trackSpan ? trackSpan * endShare : trackSpan / 2
  const steepness = end * 2 < trackSpan ? (contentSpan - 2 * end) / (trackSpan - 2 * end) : 1

  return {
    trackHeightPx,
    toContent(trackTopPx) {
      const top = clamp(trackTopPx, trackSpan)
      if (top <= end) return top
      if (top >= trackSpan - end) return contentSpan - (trackSpan - top)
      return end + (top - end) * steepness
    },
    toTrack(contentTopPx) {
      const top = clamp(contentTopPx, contentSpan)
      if (top <= end) return top
      if (top >= contentSpan - end) return trackSpan - (contentSpan - top)
      return end + (top - end) / steepness
    },
  }
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max)
}
