import { randomBytes } from 'node:crypto'
import { dayMs } from '@coatcheck/shared'
import type { Request as HttpRequest, Response as HttpResponse } from 'express'
import { hashSecret } from '../tickets/ticket.ts'

export interface BrowserCookieOptions {
  /** `none` for a page on another site, which needs https; `strict` by default. */
  readonly sameSite: 'strict' | 'none'
  /** Whether clients always reach the service by https, even if a proxy ends TLS; false by default. */
  readonly secure: boolean
}

const lifetimeMs = dayMs

/** 256 bits in base64url. */
const valuePattern = /^[\w-]{43}$/

/** Of one name: more have been planted. */
const cookiesMax = 10

/**
 * The cookie that binds a ticket to the browser that asked for it. It proves no identity and grants
 * no access by itself; it only makes a stolen URL worthless.
 */
export class BrowserCookie {
  readonly #options: BrowserCookieOptions

  constructor(options: BrowserCookieOptions) {
    this.#options = options
  }

  /**
   * Returns the hash to bind a ticket to: of the cookie in the request, or of a new one that the
   * response sets, or of the key of a client that is not a browser. Null for such a client without a
   * key, and for a page on another site, whose requests cannot carry a Strict cookie.
   */
  bind(request: HttpRequest, response: HttpResponse, clientKey?: string): string | null {
    const [present] = this.presented(request)
    if (present !== undefined) return present
    const site = callingSite(request)
    if (site === null) return clientKey === undefined ? null : hashSecret(clientKey)
    if (site === 'cross-site' && this.#options.sameSite !== 'none') return null
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

  /**
   * Returns the hash of each cookie of our name in a request: an app on another path, or on a parent
   * domain, may have set one that comes first.
   */
  presented(request: HttpRequest): readonly string[] {
    const start = `${this.#name(request)}=`
    return (request.headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(start))
      .map((pair) => pair.slice(start.length))
      .filter((value) => valuePattern.test(value))
      .slice(0, cookiesMax)
      .map(hashSecret)
  }

  /** The prefix makes browsers refuse a cookie that another subdomain or plain http planted. */
  #name(request: HttpRequest): string {
    return this.#isSecure(request) ? '__Host-coatcheck' : 'coatcheck'
  }

  #isSecure(request: HttpRequest): boolean {
    return request.secure || this.#options.secure
  }
}

/**
 * Where the page is that sends a request; null for a client that is no browser. Browsers say so with
 * `Sec-Fetch-Site`, but not over plain http on a host other than localhost: there, `Origin` comes with
 * every POST. Node's own `fetch` sends neither.
 */
function callingSite(request: HttpRequest): 'same-site' | 'cross-site' | null {
  const { 'sec-fetch-site': site, origin, host = '' } = request.headers
  if (site !== undefined) return site === 'cross-site' ? 'cross-site' : 'same-site'
  if (origin === undefined) return null
  const page = hostNameOf(origin)
  // A proxy may pass on another Host than the page has asked for.
  const hosts = [hostNameOf(`http://${host}`), request.hostname]
  return hosts.some((own) => isSameSite(page, own)) ? 'same-site' : 'cross-site'
}

/**
 * Whether one is the other, or a name under it: a site may have more names than these, but which ones
 * only a list of all public suffixes says. A cookie that does not come back would cost the download.
 */
export function isSameSite(one: string, other = ''): boolean {
  if (one === '' || other === '') return false
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)
}

/** Empty for what is no address, such as the origin `null`. */
export function hostNameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
