import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from './coatcheckOptions.ts'

/** Node 22.18 and later strip types by themselves. */
const stripsTypes = Boolean((process.features as { typescript?: string | false }).typescript)

/**
 * Refuses a module that no thread can start.
 *
 * @param runsTypeScript whether threads of this Node run TypeScript
 * @throws Error
 */
export function checkWorkers({ url }: WorkerOptions, runsTypeScript = stripsTypes): void {
  if (url.protocol !== 'file:') return
  const path = fileURLToPath(url)
  if (!existsSync(path)) throw new Error(`workers.url names ${path}, which does not exist.`)
  if (/\.[cm]?tsx?$/.test(path) && !runsTypeScript) {
    throw new Error(
      `workers.url names ${path}. Threads of this Node do not run TypeScript, even under tsx: build ` +
        'the module and name the JavaScript file.',
    )
  }
}
