import { createHmac, randomBytes } from 'node:crypto'
import { dayMs } from '@coatcheck/shared'
import { stringifySetCookie } from 'cookie'
import { hostNameOf, type HttpRequest } from '../http/httpRequest.ts'
import { hashSecret } from '../tickets/ticket.ts'
import type { RequesterSession } from '../tickets/requester.ts'

export interface BrowserCookieOptions {
  /** `none` for a page on another site, which needs https; `strict` by default. */
  readonly sameSite: 'strict' | 'none'
  /** Whether clients always reach the service by https, even if a proxy ends TLS; false by default. */
  readonly secure: boolean
  /**
   * Secret that the cookies of sessions are derived from, the same on all nodes; random by default.
   * At least 32 bytes.
   */
  readonly key: Uint8Array | string
}

const lifetimeS = dayMs / 1000

/** 256 bits in base64url. */
const valuePattern = /^[\w-]{43}$/

/** Of one name: more have been planted. */
const cookiesMax = 10

const plainName = 'coatcheck'
/** Browsers refuse it from plain http, and from another subdomain. */
const secureName = `__Host-${plainName}`

/**
 * The cookie that binds a ticket to the browser that asked for it. It proves no identity and grants
 * no access by itself; it only makes a stolen URL worthless.
 */
export class BrowserCookie {
  readonly #options: BrowserCookieOptions

  constructor(options: BrowserCookieOptions) {
    this.#options = options
  }

  /** @param setCookie adds a `Set-Cookie` header to the response of this request */
  bindingFor(request: HttpRequest, setCookie: (cookie: string) => void): BrowserBinding {
    return new BrowserBinding(this, request, setCookie)
  }

  /**
   * Returns the hash of each cookie of our name in a request: an app on another path, or on a parent
   * domain, may have set one that comes first.
   */
  presented(request: HttpRequest): readonly string[] {
    const names = this.#isSecure(request) ? [secureName] : [secureName, plainName]
    return (request.headers.get('cookie') ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => names.some((name) => pair.startsWith(`${name}=`)))
      .map((pair) => pair.slice(pair.indexOf('=') + 1))
      .filter((value) => valuePattern.test(value))
      .slice(0, cookiesMax)
      .map(hashSecret)
  }

  /** Whether a browser would send a cookie back that is set in the response to this request. */
  comesBack(site: CallingSite): boolean {
    return site === 'same-site' || this.#options.sameSite === 'none'
  }

  /**
   * The value for a session: the same each time, so that first calls at once get one cookie. Random
   * where the session is not known yet.
   */
  valueFor(session: RequesterSession | null): string {
    if (!session) return randomBytes(32).toString('base64url')
    const { sessionId, viewer } = session
    return createHmac('sha256', this.#options.key)
      .update(JSON.stringify([viewer.id, sessionId]))
      .digest('base64url')
  }

  setCookieHeader(request: HttpRequest, value: string): string {
    const secure = this.#isSecure(request)
    return stringifySetCookie({
      name: secure ? secureName : plainName,
      value,
      httpOnly: true,
      secure,
      sameSite: this.#options.sameSite,
      path: '/',
      maxAge: lifetimeS,
    })
  }

  #isSecure(request: HttpRequest): boolean {
    return request.isSecure || this.#options.secure
  }
}

/** Binds the tickets of one request, which may make several calls, to one cookie. */
export class BrowserBinding {
  readonly #cookie: BrowserCookie
  readonly #request: HttpRequest
  readonly #setCookie: (cookie: string) => void
  #value: string | null = null

  constructor(cookie: BrowserCookie, request: HttpRequest, setCookie: (cookie: string) => void) {
    this.#cookie = cookie
    this.#request = request
    this.#setCookie = setCookie
  }

  /**
   * Returns the hash to bind a ticket to: of the cookie in the request, or of one that the response
   * sets, or of the key of a client that is not a browser. Null for such a client without a key, and
   * for a page on another site, whose requests cannot carry a Strict cookie.
   */
  hashFor(session: RequesterSession | null, clientKey?: string): string | null {
    const [present] = this.#cookie.presented(this.#request)
    if (present !== undefined) return present
    const site = callingSite(this.#request)
    if (site === null) return clientKey === undefined ? null : hashSecret(clientKey)
    if (!this.#cookie.comesBack(site) || isWithoutCookies(this.#request)) return null
    if (this.#value === null) {
      this.#value = this.#cookie.valueFor(session)
      this.#setCookie(this.#cookie.setCookieHeader(this.#request, this.#value))
    }
    return hashSecret(this.#value)
  }
}

/** Null for a client that is no browser. */
type CallingSite = 'same-site' | 'cross-site' | null

/**
 * Whether the page is in a frame of another site, where Chromium keeps cookies back: also partitioned
 * ones are not part of the download that a link with `download` starts.
 * https://wicg.github.io/storage-access-headers/
 */
function isWithoutCookies({ headers }: HttpRequest): boolean {
  const access = headers.get('sec-fetch-storage-access')
  return access === 'none' || access === 'inactive'
}

/**
 * Where the page is that sends a request. Browsers say so with `Sec-Fetch-Site`, but not over plain
 * http on a host other than localhost: there, `Origin` comes with every POST. Node's own `fetch` sends
 * neither.
 */
function callingSite({ headers, hostName }: HttpRequest): CallingSite {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'cross-site' ? 'cross-site' : 'same-site'
  const origin = headers.get('origin')
  if (origin === null) return null
  const page = hostNameOf(origin)
  // A proxy may pass on another Host than the page has asked for.
  const hosts = [hostNameOf(`http://${headers.get('host') ?? ''}`), hostName]
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
