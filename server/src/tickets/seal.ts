import { createHmac, timingSafeEqual } from 'node:crypto'

/** At least 256 bits, the same on all nodes. */
export type SealKey = Uint8Array

/** HMAC-SHA256 in base64url: 43 characters. */
const sealedPattern = /^([\w-]{43}) (\{.*\})$/s

/**
 * JSON with a signature: only a holder of the key can change it.
 *
 * @param place where it is kept; moved to another place, it does not open
 */
export function seal(json: string, place: string, key: SealKey): string {
  return `${signatureOf(json, place, key)} ${json}`
}

/** The JSON of a sealed text; null if it was not sealed for this place with this key. */
export function unseal(text: string, place: string, key: SealKey): string | null {
  const [, signature = '', json = ''] = sealedPattern.exec(text) ?? []
  const expected = signatureOf(json, place, key)
  const isOurs =
    signature.length === expected.length &&
    timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  return isOurs ? json : null
}

function signatureOf(json: string, place: string, key: SealKey): string {
  return createHmac('sha256', key).update(`${place} ${json}`).digest('base64url')
}
