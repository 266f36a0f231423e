import { z } from 'zod'
import { SaveError } from './saveError.ts'

/** The body of an error of the download route, as JSON. */
const errorSchema = z.object({ error: z.object({ message: z.string() }) })

/** The media types that a download accepts: the file, or an error as JSON. */
export const acceptedTypes = 'application/json, */*;q=0.9'

const retryAfterSMax = 60

/** How long the server asks to wait, in milliseconds; null if it does not say. */
export function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), retryAfterSMax) * 1000 : null
}

/** Turns an error response into an error, in the server's words if it sent any. */
export async function refusalOf(response: Response): Promise<SaveError> {
  const body: unknown = await response.json().catch(() => null)
  const { data } = errorSchema.safeParse(body)
  const reason = data ? `${data.error.message} ` : ''
  if (response.status === 404) {
    return new SaveError(
      'gone',
      `${reason}The export has expired or was cancelled. Start it again.`,
    )
  }
  return new SaveError('refused', `${reason}The server responded with status ${response.status}.`)
}
