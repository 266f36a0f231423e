import { defineConfig } from 'vite'
import library from './vite.config.ts'

/** The service and its demo, which run from this repository and are not published. */
export default defineConfig({
  ...library,
  build: {
    ...library.build,
    outDir: 'dist/service',
    sourcemap: true,
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
