import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as 43 base64url characters: nothing to decode and nothing to guess. */
export function newTicket(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * SHA-256 of a ticket or of a browser's cookie, in base64url. A plain hash is enough, because
 * what it hides has 256 bits of entropy; and looking it up leaks no timing of the ticket itself.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
