import type { HttpRequest } from '../../http/httpRequest.ts'
import { isLoopbackAddress, isLoopbackHost } from '../config/loopback.ts'

/** RFC 7239 and RFC 9110, section 7.6.3, and what proxies sent before these. */
const proxyHeader = /^(?:forwarded|via|x-forwarded-.+|x-real-ip)$/

/**
 * Whether a request comes straight from this machine, as far as can be told: not through a proxy,
 * and not from a page of another site whose name was made to lead here (DNS rebinding).
 */
export function isLocalRequest({ headers, httpVersion, peerAddress }: HttpRequest): boolean {
  return (
    isLoopbackAddress(peerAddress ?? '') &&
    isLocalOrigin(`http://${headers.get('host') ?? ''}`) &&
    isLocalOrigin(headers.get('origin') ?? 'http://localhost') &&
    // No browser speaks 1.0; many an nginx does that was told no more than `proxy_pass`.
    httpVersion !== '1.0' &&
    ![...headers.keys()].some((name) => proxyHeader.test(name))
  )
}

function isLocalOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { hostname, protocol } = new URL(origin)
  // Browsers send every name under localhost to this machine.
  const isLocalName = isLoopbackHost(hostname) || hostname.endsWith('.localhost')
  return /^https?:$/.test(protocol) && isLocalName
}
