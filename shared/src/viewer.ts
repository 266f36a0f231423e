import { z } from 'zod'

/**
 * The authenticated person. `scope` says which rows they may see, in whatever JSON the reports
 * understand.
 */
export const viewerSchema = z.object({ id: z.string(), name: z.string(), scope: z.json() })

/** Any JSON value. */
export type Json = z.core.util.JSONType

/** The authenticated person, with the type of scope that the reports understand. */
export interface Viewer<Scope = Json> {
  /** Unique and stable: limits, exports and the audit log go by it; 1 to 200 characters. */
  id: string
  /** Name that people read. */
  name: string
  /** Which rows the person may see. */
  scope: Scope
}
