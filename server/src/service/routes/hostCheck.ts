import { isIP } from 'node:net'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { AppError, statusOf } from '../../appError.ts'
import { shortText } from '../../shortText.ts'
import type { Config } from '../config/config.ts'
import { isLoopbackHost } from '../config/loopback.ts'

/** A Host header (RFC 9110, section 7.2): an IPv6 address or a name, and perhaps a port. */
const hostPattern = /^(?:\[(?<address>[\da-f:.]{2,45})\]|(?<name>[\w.-]{1,254}))(?::\d{0,5})?$/i

/** The host of a request target in absolute form (RFC 9112, section 3.2.2). */
const absoluteForm = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i

const everyAddress = ['0.0.0.0', '::']

const shownBytesMax = 100

/**
 * Serves only hosts of our own. Otherwise the page of another site whose name was made to lead here
 * (DNS rebinding) would be of the same origin, and could read everything that this computer may.
 * Addresses are always served: rebinding needs a name.
 */
export function hostCheck(config: HostConfig): RequestHandler {
  const isServed = servedHosts(config)
  return (request, response, next: NextFunction) => {
    const refused = hostsOf(request).find((host) => !isServed(host))
    if (refused === undefined) next()
    else refuse(request, response, hostNotServed(refused))
  }
}

export type HostConfig = Pick<Config, 'allowedHosts' | 'host' | 'publicUrl'>

/** The names that people may use besides `localhost`. */
export function servedNames({ allowedHosts, host, publicUrl }: HostConfig): readonly string[] {
  const names = [...allowedHosts]
  if (publicUrl !== undefined) names.push(new URL(publicUrl).hostname)
  if (isIP(host) === 0 && !isLoopbackHost(host)) names.push(host.toLowerCase())
  return names
}

function servedHosts(config: HostConfig): (header: string) => boolean {
  const names = new Set(servedNames(config))
  const hasLoopback = isLoopbackHost(config.host) || everyAddress.includes(config.host)
  return (header) => {
    const { address, name = '' } = hostPattern.exec(header)?.groups ?? {}
    if (address !== undefined) return isIP(address) === 6
    const host = name.toLowerCase().replace(/\.$/, '')
    // Browsers send every name under localhost to their own computer.
    const isLocal = host === 'localhost' || host.endsWith('.localhost')
    return isIP(host) === 4 || names.has(host) || (hasLoopback && isLocal)
  }
}

/** All hosts that a request names: what it is checked by must not depend on who reads which. */
function hostsOf(request: Request): string[] {
  const { host = [] } = request.headersDistinct
  const target = absoluteForm.exec(request.originalUrl)
  const hosts = host.length === 1 ? [...host] : ['']
  if (target) hosts.push(target[1] ?? '')
  // Express takes the host that a proxy forwards from a trusted proxy only.
  hosts.push(request.host)
  return hosts
}

function hostNotServed(header: string): AppError {
  const host = hostPattern.test(header) ? ` ${shortText(header, shownBytesMax)}` : ''
  return new AppError(
    'host-not-served',
    `This service is not served under the host name${host}. Use its own address, or start it with ` +
      'this name in ALLOWED_HOSTS.',
  )
}

/** As text, or as tRPC's clients read errors. */
function refuse(request: Request, response: Response, { code, message }: AppError): void {
  const { http: httpStatus, trpc } = statusOf[code]
  response.status(httpStatus).set({
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  const isCall = /^\/trpc(?:[/?]|$)/.test(request.url)
  if (!isCall && request.accepts(['text/plain', 'application/json']) !== 'application/json') {
    response.type('text').send(`${message}\n`)
    return
  }
  const data = { code: trpc, httpStatus, appCode: code, issues: null, retryAfterS: null }
  response.json({ error: { message, code: TRPC_ERROR_CODES_BY_KEY[trpc], data } })
}
