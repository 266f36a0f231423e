import { useEventListener, useResizeObserver } from '@vueuse/core'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { columnsInView, type ColumnRange } from './columnsInView.ts'

interface ColumnWindowOptions {
  scroller: Readonly<Ref<HTMLElement | null>>
  /** The minimum width of each column. */
  widthsPx: Readonly<Ref<readonly number[]>>
}

/** Up to this many columns, drawing all of them costs less than tracking those in view. */
const wholeMax = 40

/** Which columns of a table to draw. It may have hundreds: drawing 200 took 100 ms per frame. */
export function useColumnWindow({
  scroller,
  widthsPx,
}: ColumnWindowOptions): ComputedRef<ColumnRange> {
  const leftPx = ref(0)
  const viewportPx = ref(0)

  function measure() {
    if (!scroller.value || widthsPx.value.length <= wholeMax) return
    leftPx.value = scroller.value.scrollLeft
    viewportPx.value = scroller.value.clientWidth
  }

  useResizeObserver(scroller, measure)
  useEventListener(scroller, 'scroll', measure, { passive: true })
  watch(widthsPx, measure, { flush: 'post' })

  return computed(() => {
    const count = widthsPx.value.length
    if (count <= wholeMax) return { first: 0, end: count }
    return columnsInView(widthsPx.value, leftPx.value, viewportPx.value)
  })
}
