import { useEventListener, useResizeObserver } from '@vueuse/core'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { createScrollScale } from './scrollScale.ts'

interface RowWindowOptions {
  scroller: Readonly<Ref<HTMLElement | null>>
  rowCount: Readonly<Ref<number>>
  rowHeightPx: number
  /** Height of the sticky header, which covers part of the scroller. */
  headerHeightPx: number
}

export interface RowWindow {
  /** The first row to draw. */
  first: ComputedRef<number>
  /** The row after the last one to draw. */
  end: ComputedRef<number>
  /** The first row that is visible. */
  firstVisible: ComputedRef<number>
  /** Height of the element that the rows are in. */
  trackHeightPx: ComputedRef<number>
  /** Where to draw a row in that element. */
  rowTopPx: (row: number) => number
  scrollToRow: (row: number) => void
}

/** Rows drawn above and below the visible ones, so that quick scrolling shows no gaps. */
const spareRows = 8

/** A scroll event that moves further is a jump or a drag of the scroll bar, not a gesture. */
const gestureMaxPx = 4000

/**
 * Which of very many rows to draw, and where. A gesture (wheel, touch, arrow keys) moves the rows
 * pixel by pixel, however steep the scroll scale is. When it ends, the scroll bar moves to its true
 * position without moving the rows.
 */
export function useRowWindow({
  scroller,
  rowCount,
  rowHeightPx,
  headerHeightPx,
}: RowWindowOptions): RowWindow {
  const viewportHeightPx = ref(600)
  const trackTopPx = ref(0)
  const contentTopPx = ref(0)
  const contentHeightPx = computed(() => rowCount.value * rowHeightPx)
  const scale = computed(() => createScrollScale(contentHeightPx.value, viewportHeightPx.value))

  const firstVisible = computed(() => Math.floor(contentTopPx.value / rowHeightPx))
  const visibleRows = computed(() => Math.ceil(viewportHeightPx.value / rowHeightPx))
  const first = computed(() => Math.max(0, firstVisible.value - spareRows))
  const end = computed(() =>
    Math.min(rowCount.value, firstVisible.value + visibleRows.value + 1 + spareRows),
  )

  function onScroll() {
    const element = scroller.value
    if (!element) return
    const moved = element.scrollTop - trackTopPx.value
    trackTopPx.value = element.scrollTop
    contentTopPx.value =
      Math.abs(moved) > gestureMaxPx
        ? scale.value.toContent(element.scrollTop)
        : clampContent(contentTopPx.value + moved)
  }

  function settle() {
    const element = scroller.value
    if (!element) return
    const settled = scale.value.toTrack(contentTopPx.value)
    if (Math.abs(settled - trackTopPx.value) < 1) return
    element.scrollTop = settled
    trackTopPx.value = element.scrollTop
  }

  function clampContent(top: number) {
    return Math.min(Math.max(top, 0), Math.max(0, contentHeightPx.value - viewportHeightPx.value))
  }

  function scrollToRow(row: number) {
    contentTopPx.value = clampContent(row * rowHeightPx)
    settle()
  }

  useResizeObserver(scroller, () => {
    const element = scroller.value
    if (element) viewportHeightPx.value = Math.max(0, element.clientHeight - headerHeightPx)
  })
  useEventListener(scroller, 'scroll', onScroll, { passive: true })
  useEventListener(scroller, 'scrollend', settle)
  // A shorter result may end above the rows in view.
  watch(contentHeightPx, () => scrollToRow(firstVisible.value), { flush: 'post' })

  return {
    first,
    end,
    firstVisible,
    trackHeightPx: computed(() => scale.value.trackHeightPx),
    rowTopPx: (row) => trackTopPx.value + row * rowHeightPx - contentTopPx.value,
    scrollToRow,
  }
}
