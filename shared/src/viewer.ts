import { z } from 'zod'

/** Which rows a viewer may see: all of them, or those of some airports. */
export const scopeSchema = z.union([
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('airports'), airports: z.array(z.string()).min(1) }),
])

/** The authenticated person. */
export const viewerSchema = z.object({ id: z.string(), name: z.string(), scope: scopeSchema })

export type Scope = z.output<typeof scopeSchema>
export type Viewer = z.output<typeof viewerSchema>
