import { parseJson } from '../parseJson.ts'
import { scrubTokens } from '../telemetry/scrub.ts'
import {
  auditEventSchema,
  auditRecordSchema,
  type AuditEvent,
  type AuditRecord,
} from './auditEvent.ts'

/**
 * One event as one line of JSON, without its newline.
 *
 * Only the request has free text (a viewer may filter by anything), so everything in it that is a
 * signed token is removed. A request with a ticket in it was refused before.
 *
 * @throws ZodError when the event is not exactly one of those in auditEvent.ts.
 */
export function formatAuditLine(event: AuditEvent, at: string): string {
  const { request, ...rest } = auditEventSchema.parse(event)
  const head = JSON.stringify({ at, ...rest }).slice(0, -1)
  return `${head},"request":${scrubTokens(JSON.stringify(request))}}`
}

/** Returns the event of a line; undefined if the line is incomplete or not an event. */
export function parseAuditLine(text: string, position: number): AuditRecord | undefined {
  const result = auditRecordSchema.safeParse(parseJson(text))
  return result.success ? { ...result.data, position } : undefined
}
