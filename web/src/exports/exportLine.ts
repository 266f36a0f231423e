import type { ExportLimits, ExportProgress } from '@coatcheck/shared'
import { computed, type ComputedRef, type Ref } from 'vue'

export interface ExportLine {
  /** How many exports of the viewer wait in line. */
  queuedCount: ComputedRef<number>
  /** Whether the server would refuse one more export. */
  lineIsFull: ComputedRef<boolean>
}

export function createExportLine(
  list: Readonly<Ref<readonly Pick<ExportProgress, 'state'>[]>>,
  limits: Readonly<Ref<ExportLimits | null>>,
): ExportLine {
  const queuedCount = computed(() => list.value.filter(({ state }) => state === 'queued').length)
  const lineIsFull = computed(
    () => queuedCount.value >= Math.max(1, limits.value?.queuedMax ?? Infinity),
  )
  return { queuedCount, lineIsFull }
}
