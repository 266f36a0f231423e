import type { ErrorCode, ExportRequest, Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { shortText } from '../shortText.ts'

/** An export that someone asks for, or comes to fetch. */
export interface ExportCheck<Scope = unknown> {
  /** As they were when they asked for the export. */
  readonly viewer: Viewer<Scope>
  /** The session that the ticket belongs to. */
  readonly sessionId: string
  /** The frozen request, with its columns named in a report that hides some. */
  readonly request: ExportRequest
  /** Rows when the ticket was issued. */
  readonly rowCount: number
  /** `issue`: before there is a ticket; `pickUp`: each time the file is asked for. */
  readonly stage: 'issue' | 'pickUp'
}

/** Yes, no, or no with a reason for the viewer, of which 500 bytes are shown. */
export type ExportPermission = boolean | { readonly reason: string }

/** A refusal is a sentence, and part of every record of it. */
const reasonBytesMax = 500

/** Why a permission is none; null when it is one. */
export function refusalOf(permission: ExportPermission): AppError | null {
  if (permission === true) return null
  if (permission === false) return new AppError('forbidden', 'You may not export this.')
  return new AppError('export-refused', shortText(permission.reason, reasonBytesMax))
}

/** What the audit log has of an error: its code, and the reason for a refusal by the app. */
export function causeOf({ code, message }: AppError): { code: ErrorCode; reason?: string } {
  return code === 'export-refused' ? { code, reason: message } : { code }
}
