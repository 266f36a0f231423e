import { defineConfig } from 'vite'
import { assemblyScript } from '../scripts/lib/assemblyScript.mjs'
import { copiedFiles } from '../scripts/lib/copiedFiles.mjs'
import library from './vite.config.ts'

const template = 'templates/strikeCosts.xlsx'

/** The service and its demo, which run from this repository and are not published. */
export default defineConfig({
  ...library,
  plugins: [assemblyScript(), copiedFiles({ [template]: `server/src/demo/${template}` })],
  build: {
    ...library.build,
    outDir: 'dist/service',
    sourcemap: true,
    // Vite leaves files out of builds for servers unless asked for them.
    ssrEmitAssets: true,
    rolldownOptions: {
      ...library.build?.rolldownOptions,
      input: {
        main: 'src/service/main.ts',
        exportWorker: 'src/service/exportWorker.ts',
        segmentWorker: 'src/formats/xlsx/segments/segmentWorker.ts',
        load: 'src/service/load.ts',
        makeDemo: 'src/service/makeDemo.ts',
      },
    },
  },
})
