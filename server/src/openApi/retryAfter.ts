import type { Header } from './document.ts'

/** The headers of an error that says when to come back. */
export const retryAfter: Readonly<Record<string, Header>> = {
  'Retry-After': {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer' },
  },
}
