import type { IncomingMessage } from 'node:http'

/** How a response body ends: as the server meant it to, or not. */
export async function bodyEnd(response: IncomingMessage): Promise<'whole' | 'cut'> {
  response.on('error', () => {})
  response.resume()
  if (!response.closed) await new Promise((resolve) => response.once('close', resolve))
  return response.complete ? 'whole' : 'cut'
}
