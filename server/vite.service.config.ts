import { defineConfig, mergeConfig } from 'vite'
import library from './vite.config.ts'

/** The service and its demo, which run from this repository and are not published. */
export default mergeConfig(
  library,
  defineConfig({
    build: {
      outDir: 'dist/service',
      sourcemap: true,
      rollupOptions: {
        input: {
          main: 'src/service/main.ts',
          exportWorker: 'src/service/exportWorker.ts',
          load: 'src/service/load.ts',
          makeDemo: 'src/service/makeDemo.ts',
        },
      },
    },
  }),
)
