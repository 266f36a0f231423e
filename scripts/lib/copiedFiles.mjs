import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './paths.mjs'

/**
 * Vite's plugin for files that the built code reads from disk: copies them beside it.
 *
 * @param files place in the output, and path in the repository
 */
export function copiedFiles(files) {
  return {
    name: 'copied-files',
    async buildStart() {
      for (const [fileName, path] of Object.entries(files)) {
        const source = await readFile(join(root, path))
        this.addWatchFile(join(root, path))
        this.emitFile({ type: 'asset', fileName, source })
      }
    },
  }
}

/** What the demo's reports read, by its place beside the code that is built. */
export const demoFiles = {
  'templates/strikeCosts.xlsx': 'server/src/demo/templates/strikeCosts.xlsx',
}
