import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportRequest } from '@coatcheck/shared'
import type { AuditEvent } from '../auditEvent.ts'

export const aRequest: ExportRequest = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-02-01' },
  format: 'xlsx',
}

/** A readable UUID for each number. */
export function exportIdOf(count: number): string {
  return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
}

export function issued(count: number, viewerId = 'seattle'): AuditEvent {
  const exportId = exportIdOf(count)
  return { type: 'issued', viewerId, address: null, exportId, request: aRequest, rowCount: count }
}

export async function temporaryDataDir() {
  const path = await mkdtemp(join(tmpdir(), 'coatcheck-audit-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
