import { onScopeDispose, ref, shallowRef, triggerRef, watch, type Ref } from 'vue'
import type { CellValue } from './formats.ts'
import { blockRows, RowBlocks, type RowPage } from './rowBlocks.ts'

interface RowsOptions {
  /** Names the question; when it changes, the rows at hand are out of date. */
  question: Readonly<Ref<string>>
  fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<RowPage>
}

/** Rows passed by in less than this are not asked for: someone is dragging the scroll bar. */
const settleMs = 50

/**
 * The rows of a result as far as they are looked at. Rows of the former question stay on view,
 * marked `outdated`, until the first of the new ones are there.
 */
export function useRows({ question, fetchPage }: RowsOptions) {
  const blocks = shallowRef(new RowBlocks())
  const outdated = ref(false)
  const error = shallowRef<unknown>()
  const pending = new Map<number, AbortController>()
  let wanted: { first: number; end: number } = { first: 0, end: blockRows }
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(block: number) {
    const abort = new AbortController()
    pending.set(block, abort)
    try {
      const page = await fetchPage(block * blockRows, blockRows, abort.signal)
      if (abort.signal.aborted) return
      if (outdated.value) blocks.value = new RowBlocks()
      outdated.value = false
      blocks.value.put(block, page)
      triggerRef(blocks)
    } catch (thrown) {
      if (!abort.signal.aborted) error.value = thrown
    } finally {
      if (pending.get(block) === abort) pending.delete(block)
    }
  }

  function loadWanted() {
    const needed = RowBlocks.covering(wanted.first, wanted.end)
    for (const [block, abort] of pending) {
      if (needed.includes(block)) continue
      abort.abort()
      pending.delete(block)
    }
    for (const block of needed) {
      if (pending.has(block) || (!outdated.value && blocks.value.has(block))) continue
      void load(block)
    }
  }

  /** Says which rows are on view. */
  function show(first: number, end: number) {
    wanted = { first, end }
    clearTimeout(timer)
    timer = setTimeout(loadWanted, settleMs)
  }

  function restart() {
    clearTimeout(timer)
    error.value = undefined
    outdated.value = true
    for (const abort of pending.values()) abort.abort()
    pending.clear()
    wanted = { first: 0, end: blockRows }
    loadWanted()
  }

  watch(question, restart, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const abort of pending.values()) abort.abort()
  })

  return {
    cell: (row: number, column: string): CellValue | undefined => blocks.value.cell(row, column),
    /** True until the first rows of any question have arrived. */
    isEmpty: () => blocks.value.isEmpty,
    outdated,
    error,
    show,
    retry() {
      error.value = undefined
      loadWanted()
    },
  }
}
