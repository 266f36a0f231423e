import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { assemblyScript } from '../../../../scripts/lib/assemblyScript.mjs'

export interface BuiltSegmentWorker extends AsyncDisposable {
  readonly workerUrl: URL
}

/** The worker thread, built as for the product: threads of Node 20 cannot load TypeScript. */
export async function buildSegmentWorker(): Promise<BuiltSegmentWorker> {
  const outDir = await mkdtemp(join(tmpdir(), 'coatcheck-segments-'))
  const entry = fileURLToPath(new URL('../segments/segmentWorker.ts', import.meta.url))
  await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [assemblyScript()],
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      rolldownOptions: { input: entry, output: { entryFileNames: 'segmentWorker.mjs' } },
    },
  })
  return {
    workerUrl: pathToFileURL(join(outDir, 'segmentWorker.mjs')),
    [Symbol.asyncDispose]: () => rm(outDir, { recursive: true }),
  }
}
