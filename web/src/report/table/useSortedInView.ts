import type { Column } from '@coatcheck/shared'
import { watch } from 'vue'
import { columnInView } from './columnInView.ts'

interface SortedTable {
  readonly table: HTMLElement
  readonly columns: readonly Column[]
  readonly widthsPx: readonly number[]
  readonly sortedBy: string | undefined
}

/** Scrolls the column that sorts into view: a link or the list of keys may sort by any. */
export function useSortedInView(props: SortedTable): void {
  watch(
    () => props.sortedBy,
    (sortedBy) => {
      const { table, columns, widthsPx } = props
      const index = columns.findIndex(({ id }) => id === sortedBy)
      if (index === -1) return
      const view = { leftPx: table.scrollLeft, viewportPx: table.clientWidth }
      table.scrollLeft = columnInView(widthsPx, index, view)
    },
    { immediate: true, flush: 'post' },
  )
}
