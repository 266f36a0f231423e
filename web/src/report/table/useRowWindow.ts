import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { createScrollScale } from './scrollScale.ts'

interface RowWindowOptions {
  scroller: Readonly<Ref<HTMLElement | null>>
  rowCount: Readonly<Ref<number>>
  rowHeightPx: number
  /** What the sticky header takes from the scroller's height. */
  headerHeightPx: number
}

/** Rows drawn above and below the visible ones, so that a quick scroll does not show gaps. */
const spareRows = 8

/** A scroll event that moves further is a drag of the scroll bar or a jump, not a gesture. */
const gestureMaxPx = 4000

/**
 * Which of very many rows to draw, and where. A gesture (wheel, touch, arrow keys) moves the
 * rows pixel by pixel however steep the scale is; only when it has ended does the scroll bar
 * settle on its true position, which moves nothing that is visible.
 */
export function useRowWindow({
  scroller,
  rowCount,
  rowHeightPx,
  headerHeightPx,
}: RowWindowOptions) {
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

  const observer = new ResizeObserver(() => {
    const element = scroller.value
    if (element) viewportHeightPx.value = Math.max(0, element.clientHeight - headerHeightPx)
  })

  watch(scroller, (element, former) => {
    if (former) observer.unobserve(former)
    if (!element) return
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('scrollend', settle)
  })
  // A shorter result may end above where the reader was.
  watch(contentHeightPx, () => scrollToRow(firstVisible.value), { flush: 'post' })
  onScopeDispose(() => observer.disconnect())

  return {
    first,
    end,
    firstVisible,
    trackHeightPx: computed(() => scale.value.trackHeightPx),
    rowTopPx: (row: number) => trackTopPx.value + row * rowHeightPx - contentTopPx.value,
    scrollToRow,
  }
}
