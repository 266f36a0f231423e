import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface AuditLine {
  readonly type: string
  readonly exportId: string | null
  readonly sha256?: string
  readonly rows?: number
  readonly bytes?: number
  readonly code?: string
}

/** What a server has written into its audit file so far. */
export async function auditOf(folder: string): Promise<AuditLine[]> {
  const text = await readFile(join(folder, 'audit.jsonl'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditLine)
}

/** What the audit says that the file of an export has; undefined while it is not complete. */
export async function sha256InAudit(folder: string, exportId: string): Promise<string | undefined> {
  const lines = await auditOf(folder)
  return lines.find((line) => line.exportId === exportId && line.type === 'completed')?.sha256
}
