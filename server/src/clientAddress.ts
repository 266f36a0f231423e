import { isIP } from 'node:net'

/**
 * The address of the client; null if what a proxy has forwarded is no IP address. Express takes any
 * text of the header, which then would end up in the log, the audit log and the sign-in limits.
 */
export function clientAddress(ip: string | null | undefined): string | null {
  // The zone of an IPv6 address is any text.
  return typeof ip === 'string' && isIP(ip) !== 0 && !ip.includes('%') ? ip : null
}
