import type { ReplyHeaders } from '../http/httpReply.ts'

export interface FileDescription {
  readonly fileName: string
  readonly contentType: string
}

/** Headers of every response of the route, errors included. */
export const protectiveHeaders = {
  'Cache-Control': 'private, no-store, no-transform',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex',
} as const satisfies ReplyHeaders

/** Headers of every file, with or without a known length. */
export function fileHeaders({ contentType, fileName }: FileDescription): ReplyHeaders {
  return {
    ...protectiveHeaders,
    'Content-Type': contentType,
    'Content-Disposition': contentDisposition(fileName),
    // A proxy that buffers would hide the progress; one that compresses would break the length.
    'X-Accel-Buffering': 'no',
  }
}

/**
 * `attachment` with a name for every client: `filename` in printable ASCII for old ones,
 * `filename*` in UTF-8 for the rest (RFC 6266, section 4.3; RFC 8187, section 3.2).
 */
export function contentDisposition(fileName: string): string {
  const safe = fileName.toWellFormed().replace(/[\p{Cc}/\\]/gu, '_')
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_')
  const extended = encodeURIComponent(safe).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extended}`
}
