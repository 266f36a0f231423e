import type { ExportLimits } from '@coatcheck/shared'
import { shallowRef, type ShallowRef } from 'vue'
import type { Api } from '../api/client.ts'

export interface LoadedLimits {
  /** Undefined until they are loaded. */
  limits: Readonly<ShallowRef<ExportLimits | undefined>>
  /** Asks the server once; again only if that failed. */
  load: () => Promise<ExportLimits>
  /** Asks again, when the server has turned out to have other limits. */
  reload: () => Promise<ExportLimits>
}

/** The server's limits of exports. They change only when it is restarted or replaced. */
export function createExportLimits(api: Api): LoadedLimits {
  const limits = shallowRef<ExportLimits>()
  let loading: Promise<ExportLimits> | undefined

  async function ask(): Promise<ExportLimits> {
    try {
      return (limits.value = await api.export.limits.query())
    } catch (error) {
      loading = undefined
      throw error
    }
  }

  return { limits, load: () => (loading ??= ask()), reload: () => (loading = ask()) }
}
