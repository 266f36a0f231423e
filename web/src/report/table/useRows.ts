import { useTimeoutFn } from '@vueuse/core'
import {
  computed,
  onScopeDispose,
  ref,
  shallowReactive,
  shallowRef,
  triggerRef,
  watch,
  type ComputedRef,
  type Ref,
} from 'vue'
import type { CellValue, RowPage } from '../../api/appRouter.ts'
import { blockRows, RowBlocks } from './rowBlocks.ts'

interface RowsOptions {
  /** Identifies the query; when it changes, the loaded rows are outdated. */
  queryKey: Readonly<Ref<string>>
  fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<RowPage>
}

export interface Rows {
  /** A cell's value; undefined if its row is not loaded. */
  cell: (row: number, column: string) => CellValue | undefined
  /** The loaded rows around those in view: from `first` up to, but not including, `end`. */
  loaded: () => { first: number; end: number }
  /** Whether no rows have been loaded yet, of any query. */
  isEmpty: () => boolean
  /** Whether the loaded rows are those of the previous query. */
  outdated: Readonly<Ref<boolean>>
  /** The error of a block of rows in view; undefined if none failed. */
  error: ComputedRef<unknown>
  /** Loads the rows from `first` up to, but not including, `end`, once scrolling pauses. */
  show: (first: number, end: number) => void
  /** Loads the rows in view that are missing. */
  retry: () => Promise<void>
}

/** Rows that were in view for less than this are not loaded: someone is dragging the scroll bar. */
const settleMs = 50

/**
 * Loads the rows in view. The rows of the previous query stay, marked as outdated, until the first
 * new ones arrive.
 */
export function useRows({ queryKey, fetchPage }: RowsOptions): Rows {
  const blocks = shallowRef(new RowBlocks())
  const outdated = ref(false)
  /** By block: one that arrives does not clear the error of another. */
  const failures = shallowReactive(new Map<number, unknown>())
  const pending = new Map<number, AbortController>()
  let wanted: { first: number; end: number } = { first: 0, end: blockRows }
  const { start: loadSoon, stop: loadNotYet } = useTimeoutFn(() => void loadWanted(), settleMs, {
    immediate: false,
  })

  async function load(block: number) {
    const abort = new AbortController()
    pending.set(block, abort)
    try {
      const page = await fetchPage(block * blockRows, blockRows, abort.signal)
      if (abort.signal.aborted) return
      if (outdated.value) blocks.value = new RowBlocks()
      outdated.value = false
      blocks.value.put(block, page)
      failures.delete(block)
      triggerRef(blocks)
    } catch (thrown) {
      if (!abort.signal.aborted) failures.set(block, thrown)
    } finally {
      if (pending.get(block) === abort) pending.delete(block)
    }
  }

  async function loadWanted() {
    const needed = RowBlocks.covering(wanted.first, wanted.end)
    for (const [block, abort] of pending) {
      if (needed.includes(block)) continue
      abort.abort()
      pending.delete(block)
    }
    for (const block of failures.keys()) if (!needed.includes(block)) failures.delete(block)
    const missing = needed.filter(
      (block) => !pending.has(block) && (outdated.value || !blocks.value.has(block)),
    )
    await Promise.all(missing.map(load))
  }

  function show(first: number, end: number) {
    wanted = { first, end }
    loadSoon()
  }

  function abortAll() {
    loadNotYet()
    for (const abort of pending.values()) abort.abort()
    pending.clear()
  }

  function restart() {
    abortAll()
    failures.clear()
    outdated.value = true
    wanted = { first: 0, end: blockRows }
    void loadWanted()
  }

  watch(queryKey, restart, { immediate: true })
  onScopeDispose(abortAll)

  return {
    cell: (row, column) => blocks.value.cell(row, column),
    loaded: () => blocks.value.around(wanted.first),
    isEmpty: () => blocks.value.isEmpty,
    outdated,
    error: computed(() => failures.values().next().value),
    show,
    retry: loadWanted,
  }
}
