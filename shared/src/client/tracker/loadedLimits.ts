import type { ExportLimits } from '../../preparedExport.ts'
import type { TrackerClient } from './trackerClient.ts'
import { refusalOf } from './trackerError.ts'

export interface LoadedLimits {
  /** Null until they are loaded. */
  readonly latest: () => ExportLimits | null
  /** Asks the server once; again only if that failed. */
  readonly load: () => Promise<ExportLimits>
  /** Asks again, when the server has turned out to have other limits. */
  readonly reload: () => Promise<ExportLimits>
}

/** What an older server does not say. */
const unlimited: ExportLimits = { rowsMax: Infinity, queuedMax: Infinity, prepares: false }

/** The server's limits of exports. They change only when it is restarted or replaced. */
export function createLoadedLimits(client: TrackerClient, onChange: () => void): LoadedLimits {
  let latest: ExportLimits | null = null
  let loading: Promise<ExportLimits> | undefined

  async function ask(): Promise<ExportLimits> {
    try {
      latest = Object.freeze({ ...unlimited, ...(await limitsOf(client)) })
    } catch (error) {
      loading = undefined
      throw error
    }
    onChange()
    return latest
  }

  return {
    latest: () => latest,
    load: () => (loading ??= ask()),
    reload: () => (loading = ask()),
  }
}

/** Older servers have no such procedure. */
async function limitsOf({ export: { limits } }: TrackerClient): Promise<Partial<ExportLimits>> {
  try {
    return await limits.query()
  } catch (error) {
    if (refusalOf(error)?.httpStatus === 404) return {}
    throw error
  }
}
