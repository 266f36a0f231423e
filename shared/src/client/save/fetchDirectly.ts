import { printableLine } from '../../printable.ts'

/** The server sent the request on to another address. */
export class Redirected extends Error {}

/**
 * A `fetch` that follows no redirect: `fetch` itself would send a password, or the body of a 307, to
 * any address that the response names.
 *
 * @throws Redirected
 */
export async function fetchDirectly(url: URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'manual' })
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status)
  // A browser hides the status.
  if (!isRedirect && response.type !== 'opaqueredirect') return response
  await response.body?.cancel()
  throw new Redirected(`${url.origin} redirects to ${targetOf(response, url)}.`)
}

/** Without its query, which may hold what the request held. */
function targetOf(response: Response, url: URL): string {
  const location = response.headers.get('location') ?? ''
  if (location === '' || !URL.canParse(location, url)) return 'another address'
  const { origin, pathname } = new URL(location, url)
  return printableLine(origin + pathname).slice(0, 200)
}
