import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { columnsInView } from './columnsInView.ts'

interface ColumnWindowOptions {
  scroller: Readonly<Ref<HTMLElement | null>>
  /** Least width of each column. */
  widthsPx: Readonly<Ref<readonly number[]>>
}

/** A table of so many columns is drawn as a whole: that costs less than to watch what is in view. */
const wholeMax = 40

/** Which columns to draw of a table that may have hundreds: 200 of them took 100 ms a frame. */
export function useColumnWindow({ scroller, widthsPx }: ColumnWindowOptions) {
  const leftPx = ref(0)
  const viewportPx = ref(0)

  function measure() {
    if (!scroller.value || widthsPx.value.length <= wholeMax) return
    leftPx.value = scroller.value.scrollLeft
    viewportPx.value = scroller.value.clientWidth
  }

  const observer = new ResizeObserver(measure)
  watch(scroller, (element, former) => {
    if (former) observer.unobserve(former)
    if (!element) return
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
  })
  watch(widthsPx, measure, { flush: 'post' })
  onScopeDispose(() => observer.disconnect())

  return computed(() => {
    const count = widthsPx.value.length
    if (count <= wholeMax) return { first: 0, end: count }
    return columnsInView(widthsPx.value, leftPx.value, viewportPx.value)
  })
}
