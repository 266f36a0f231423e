import { randomBytes } from 'node:crypto'
import type { Request as HttpRequest, Response as HttpResponse } from 'express'
import { hashSecret } from '../tickets/ticket.ts'

export interface BrowserCookieOptions {
  readonly sameSite: 'strict' | 'none'
  /** Whether people reach the service by https, whatever a proxy in front makes of it. */
  readonly secure: boolean
}

const lifetimeMs = 24 * 60 * 60 * 1000

/**
 * The cookie that ties a ticket to the browser that asked for it. It proves no identity and opens
 * nothing by itself; it only makes a stolen URL worthless.
 */
export class BrowserCookie {
  readonly #options: BrowserCookieOptions

  constructor(options: BrowserCookieOptions) {
    this.#options = options
  }

  /**
   * The hash to bind a ticket to: of the cookie that came along, or of one that the browser gets
   * now, or of the key that a client brings which is no browser. Null for such a client without a
   * key, and for a page on another site, whose requests cannot carry a Strict cookie.
   */
  bind(request: HttpRequest, response: HttpResponse, clientKey?: string): string | null {
    const present = this.presented(request)
    if (present !== null) return present
    const site = request.headers['sec-fetch-site']
    if (site === undefined) return clientKey === undefined ? null : hashSecret(clientKey)
    if (site !== 'same-origin' && this.#options.sameSite !== 'none') return null
    const value = randomBytes(32).toString('base64url')
    response.cookie(this.#name(request), value, {
      httpOnly: true,
      secure: this.#isSecure(request),
      sameSite: this.#options.sameSite,
      path: '/',
      maxAge: lifetimeMs,
    })
    return hashSecret(value)
  }

  /** The hash of the cookie that came with a download; null when none did. */
  presented(request: HttpRequest): string | null {
    const value = this.#read(request)
    return value === null ? null : hashSecret(value)
  }

  #read(request: HttpRequest): string | null {
    const pattern = new RegExp(`(?:^|;\\s*)${this.#name(request)}=([\\w-]{43})(?:;|$)`)
    return pattern.exec(request.headers.cookie ?? '')?.[1] ?? null
  }

  /** The prefix makes browsers refuse a cookie that another subdomain or plain http planted. */
  #name(request: HttpRequest): string {
    return this.#isSecure(request) ? '__Host-coatcheck' : 'coatcheck'
  }

  #isSecure(request: HttpRequest): boolean {
    return request.secure || this.#options.secure
  }
}
