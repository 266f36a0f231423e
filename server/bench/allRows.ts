import type { Viewer } from '@coatcheck/shared'

/** Whoever asks in a bench may see everything. */
export const allRows: Viewer = { id: 'bench', name: 'Bench', scope: { kind: 'all' } }
