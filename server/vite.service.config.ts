import { defineConfig } from 'vite'
import { assemblyScript } from '../scripts/lib/assemblyScript.mjs'
import { copiedFiles, demoFiles } from '../scripts/lib/copiedFiles.mjs'
import library from './vite.config.ts'

// Most of a start was Node's search for these packages' hundreds of files, once in each thread.
const bundled = [
  ...['@coatcheck/shared', '@duckdb/node-api', '@trpc/server', 'cookie', 'cors', 'escape-html'],
  ...['exceljs', 'express', 'helmet', 'jose', 'negotiator', 'pino', 'pino-http', 'prom-client'],
  ...['rate-limiter-flexible', 'zod'],
]

/** The service and its demo, which run from this repository and are not published. */
export default defineConfig({
  ...library,
  plugins: [assemblyScript(), copiedFiles(demoFiles)],
  build: {
    ...library.build,
    outDir: 'dist/service',
    sourcemap: true,
    // Vite leaves files out of builds for servers unless asked for them.
    ssrEmitAssets: true,
    rolldownOptions: {
      ...library.build?.rolldownOptions,
      // Its native part finds itself by its own place.
      external: ['@duckdb/node-bindings'],
      input: {
        main: 'src/service/main.ts',
        exportWorker: 'src/service/exportWorker.ts',
        segmentWorker: 'src/formats/segments/segmentWorker.ts',
        load: 'src/service/load.ts',
        makeDemo: 'src/service/makeDemo.ts',
      },
    },
  },
  ssr: { noExternal: bundled },
})
