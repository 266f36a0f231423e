import type { AirportScope } from '@coatcheck/shared/demo'

const prefix = 'airports:'

/** Where OAuth puts the scopes of all services (RFC 8693, section 4.2; `scp` at Microsoft). */
const sharedClaims = ['scope', 'scp']

/**
 * Which rows a token's claim lets its holder see: a list, or a text of words, of IATA codes, or
 * `*` for all. In a claim that other services share, each is written `airports:SEA`; elsewhere it
 * may be. Undefined when the claim names no airport.
 */
export function scopeOfClaim(name: string, claim: unknown): AirportScope | undefined {
  const isShared = sharedClaims.includes(name)
  const airports = words(claim)
    .filter((word) => !isShared || word.startsWith(prefix))
    .map((word) => (word.startsWith(prefix) ? word.slice(prefix.length) : word))
  if (airports.includes('*')) return { kind: 'all' }
  const codes = [...new Set(airports.filter((word) => /^[A-Z]{3}$/.test(word)))]
  return codes.length > 0 ? { kind: 'airports', airports: codes } : undefined
}

function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(/[\s,]+/)
  if (Array.isArray(claim)) return claim.filter((word) => typeof word === 'string')
  return []
}
