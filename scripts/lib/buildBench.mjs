import { join } from 'node:path'
import { build } from 'vite'
import { assemblyScript } from './assemblyScript.mjs'
import { copiedFiles, demoFiles } from './copiedFiles.mjs'
import { root } from './paths.mjs'

const server = join(root, 'server')

export const benchFolder = join(server, 'dist', 'bench')

/** The bench is not part of the product, so it is built apart from it. */
export async function buildBench() {
  await build({
    configFile: false,
    root: server,
    logLevel: 'warn',
    plugins: [assemblyScript(), copiedFiles(demoFiles)],
    build: {
      ssr: true,
      target: 'node20',
      outDir: benchFolder,
      emptyOutDir: true,
      ssrEmitAssets: true,
      rollupOptions: {
        input: {
          measure: join(server, 'bench', 'measure.ts'),
          measureTemplate: join(server, 'bench', 'measureTemplate.ts'),
          exceljsOverHttp: join(server, 'bench', 'exceljsOverHttp.ts'),
          usualOverHttp: join(server, 'bench', 'usualOverHttp.ts'),
          writeWorkload: join(server, 'bench', 'writeWorkload.ts'),
          loadWorkload: join(server, 'bench', 'loadWorkload.ts'),
          tableOverHttp: join(server, 'bench', 'tableOverHttp.ts'),
          tableThread: join(server, 'bench', 'tableThread.ts'),
          hostServer: join(server, 'bench', 'hostServer.ts'),
          readPostgres: join(server, 'bench', 'readPostgres.ts'),
          postgresServer: join(server, 'testing', 'postgresServer.ts'),
          s3Store: join(server, 'bench', 's3Store.ts'),
          segmentWorker: join(server, 'src/formats/segments/segmentWorker.ts'),
        },
        // Beside the entries: what they share finds files by their place beside its own.
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
    ssr: { noExternal: ['@coatcheck/shared'] },
  })
}
