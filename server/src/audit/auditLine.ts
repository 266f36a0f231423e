import { scrubJson } from '../telemetry/scrub.ts'
import {
  auditEventSchema,
  auditRecordSchema,
  type AuditEvent,
  type AuditRecord,
} from './auditEvent.ts'

/**
 * One event as one line of JSON, without its newline.
 *
 * The request is the only part with free text in it (a viewer may filter by anything), so it is
 * scrubbed of what looks like a ticket.
 *
 * @throws ZodError when the event is not exactly one of those in auditEvent.ts.
 */
export function formatAuditLine(event: AuditEvent, at: string): string {
  const { request, ...rest } = auditEventSchema.parse(event)
  const head = JSON.stringify({ at, ...rest }).slice(0, -1)
  return `${head},"request":${scrubJson(JSON.stringify(request))}}`
}

/** The event of a line, or undefined when the line is torn or not ours. */
export function parseAuditLine(text: string, position: number): AuditRecord | undefined {
  const result = auditRecordSchema.safeParse(parseJson(text))
  return result.success ? { ...result.data, position } : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
