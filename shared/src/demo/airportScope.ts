import { z } from 'zod'

/** Which rows of the demo's reports a viewer may see: all of them, or those of some airports. */
export const airportScopeSchema = z.union([
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('airports'), airports: z.array(z.string()).min(1) }),
])

export type AirportScope = z.output<typeof airportScopeSchema>
