import type { ErrorCode } from '@coatcheck/shared'
import escapeHtml from 'escape-html'
import type { Faults } from '../telemetry/faults.ts'

/** Why a browser does not get the file. */
export interface Refusal {
  /** HTTP status of the response. */
  readonly status: number
  /** A few words, in English. */
  readonly title: string
  readonly code: ErrorCode
  /** A sentence for a person, in English. */
  readonly message: string
  /** When it is worth trying again, in seconds; null when that is unknown. */
  readonly retryAfterS: number | null
}

/**
 * Returns the HTML of the page that a person sees in place of the file. It may have inline styles,
 * and images and style sheets of the same origin; scripts do not run.
 */
export type RefusalPage = (refusal: Refusal, request: { readonly headers: Headers }) => string

/** Writes the page of the app; a plain one with a link back to `/` where there is none, or it fails. */
export function writtenBy(own: RefusalPage | undefined, faults: Faults): RefusalPage {
  if (!own) return defaultPage
  return (refusal, request) => {
    try {
      const page: unknown = own(refusal, request)
      if (typeof page === 'string') return page
      // An async function, which may fail later.
      if (page instanceof Promise) page.catch(() => {})
      throw new TypeError(`refusalPage must return a string, not ${typeof page}.`)
    } catch (cause) {
      faults.log(new Error('refusalPage failed.', { cause }), 'no page for a refused download')
      return defaultPage(refusal)
    }
  }
}

function defaultPage({ message, title }: Refusal): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(message)}</p>
<p><a href="/">Back to the start</a></p>
</html>
`
}
