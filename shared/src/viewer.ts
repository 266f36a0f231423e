import { z } from 'zod'

/**
 * The authenticated person. `scope` says which rows they may see, in whatever JSON the reports
 * understand.
 */
export const viewerSchema = z.object({ id: z.string(), name: z.string(), scope: z.json() })

export type Json = z.core.util.JSONType

export interface Viewer<Scope = Json> {
  id: string
  name: string
  scope: Scope
}
