import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/**
 * A key made from `AUTH_SECRET` by HKDF (RFC 5869), so the same on all nodes: a key for one purpose
 * can never sign anything else, such as a token.
 */
export function derivedKey(authSecret: Buffer | KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', authSecret, '', purpose, 32)))
}
