import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import { hashSecret } from '../tickets/ticket.ts'

export interface BrowserCookieOptions {
  readonly sameSite: 'strict' | 'none'
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
   * The hash to bind a ticket to: of the cookie the browser has, or of one that it gets now. Null
   * for a client that is no browser, and for a page on another site, whose requests cannot carry
   * a Strict cookie.
   */
  bind(request: Request, response: Response): string | null {
    const site = request.headers['sec-fetch-site']
    if (site === undefined) return null
    if (site !== 'same-origin' && this.#options.sameSite !== 'none') return null
    const present = this.#read(request)
    if (present !== null) return hashSecret(present)
    const value = randomBytes(32).toString('base64url')
    response.cookie(this.#name(request), value, {
      httpOnly: true,
      secure: request.secure,
      sameSite: this.#options.sameSite,
      path: '/',
      maxAge: lifetimeMs,
    })
    return hashSecret(value)
  }

  /** The hash of the cookie that came with a download; null when none did. */
  presented(request: Request): string | null {
    const value = this.#read(request)
    return value === null ? null : hashSecret(value)
  }

  #read(request: Request): string | null {
    const pattern = new RegExp(`(?:^|;\\s*)${this.#name(request)}=([\\w-]{43})(?:;|$)`)
    return pattern.exec(request.headers.cookie ?? '')?.[1] ?? null
  }

  /** The prefix makes browsers refuse a cookie that another subdomain or plain http planted. */
  #name(request: Request): string {
    return request.secure ? '__Host-coatcheck' : 'coatcheck'
  }
}
