import { useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'

/** How far an arrow key moves the edge of a column. */
const stepPx = 16

/** @param widthPx undefined for the usual width */
type Resize = (column: string, widthPx: number | undefined) => void

/** Lets the edges of a table's headings be dragged, and moved by Shift and an arrow key. */
export function useColumnEdges(table: Readonly<Ref<HTMLElement>>, resize: Resize): void {
  useEventListener(table, 'pointerdown', (event) => {
    const { edge, heading } = partsAt(event)
    if (!edge || !heading) return
    event.preventDefault()
    const startPx = heading.offsetWidth - event.clientX
    // The pointer belongs to the edge until it is let go.
    edge.setPointerCapture(event.pointerId)
    edge.onpointermove = ({ clientX }) => resize(heading.dataset.column!, startPx + clientX)
    edge.onlostpointercapture = () => (edge.onpointermove = null)
  })
  useEventListener(table, 'dblclick', (event) => {
    const { edge, heading } = partsAt(event)
    if (edge && heading) resize(heading.dataset.column!, undefined)
  })
  useEventListener(table, 'keydown', (event) => {
    const { heading } = partsAt(event)
    const step = { ArrowLeft: -stepPx, ArrowRight: stepPx }[event.key]
    if (!heading || !event.shiftKey || step === undefined) return
    event.preventDefault()
    resize(heading.dataset.column!, heading.offsetWidth + step)
  })
}

function partsAt({ target }: Event) {
  const element = target as HTMLElement
  return {
    edge: element.closest<HTMLElement>('[data-testid=column-edge]'),
    heading: element.closest<HTMLElement>('[role=columnheader]'),
  }
}
