import type { DemoRequest } from './api.ts'

/** The n-th export of a viewer: a few hundred rows to some 16,000, in both formats. */
export function nthRequest(count: number): DemoRequest {
  const from = `2001-01-0${(count % 7) + 1}`
  const until = `2001-01-0${(count % 7) + 2}`
  const filters = { from, until, ...(count % 5 !== 0 && { minDelay: 30 + count }) }
  return { report: 'flights', filters, format: count % 2 === 0 ? 'csv' : 'xlsx' }
}
