import { SaveError } from './saveError.ts'

/** How long a server asks to be left alone; null when it does not say. */
export function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 60) * 1000 : null
}

/** The error page's heading says what happened, in words for a person. */
export async function refusalOf(response: Response): Promise<SaveError> {
  const page = await response.text().catch(() => '')
  const heading = /<h1[^>]*>([^<]*)<\/h1>/.exec(page)?.[1]?.trim()
  const said = heading ? `${unescape(heading)} ` : ''
  if (response.status === 404) {
    return new SaveError('gone', `${said}The export has expired or was cancelled: ask for it anew.`)
  }
  return new SaveError('refused', `${said}The server answered with status ${response.status}.`)
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function unescape(html: string): string {
  return html.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!)
}
