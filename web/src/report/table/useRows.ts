import { computed, onScopeDispose, ref, shallowReactive, shallowRef, triggerRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { CellValue } from '../../texts/formats.ts'
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
  /** By block: one that arrives says nothing about another. */
  const failures = shallowReactive(new Map<number, unknown>())
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

  /** Says which rows are on view. */
  function show(first: number, end: number) {
    wanted = { first, end }
    clearTimeout(timer)
    timer = setTimeout(() => void loadWanted(), settleMs)
  }

  function restart() {
    clearTimeout(timer)
    failures.clear()
    outdated.value = true
    for (const abort of pending.values()) abort.abort()
    pending.clear()
    wanted = { first: 0, end: blockRows }
    void loadWanted()
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
    error: computed(() => failures.values().next().value),
    show,
    /** Asks again for the rows on view that are missing, and waits for them. */
    retry: loadWanted,
  }
}
