import type { Response } from 'express'

export interface FileDescription {
  readonly fileName: string
  readonly contentType: string
}

/** Headers of every file, with or without a known length. */
export function setFileHeaders(response: Response, file: FileDescription): void {
  setProtectiveHeaders(response)
  response.setHeader('Content-Type', file.contentType)
  response.setHeader('Content-Disposition', contentDisposition(file.fileName))
  // A proxy that buffers would hide the progress; one that compresses would break the length.
  response.setHeader('X-Accel-Buffering', 'no')
}

/** Headers of every response of the route, errors included. */
export function setProtectiveHeaders(response: Response): void {
  response.setHeader('Cache-Control', 'private, no-store, no-transform')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  response.setHeader('X-Robots-Tag', 'noindex')
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
