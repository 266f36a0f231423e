import type { Viewer } from '@coatcheck/shared'

/** The viewer of the benchmarks, who may see everything. */
export const allRows: Viewer = { id: 'bench', name: 'Bench', scope: { kind: 'all' } }
