import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: {
      input: {
        main: 'src/main.ts',
        exportWorker: 'src/exports/exportWorker.ts',
        segmentWorker: 'src/formats/xlsx/segments/segmentWorker.ts',
        load: 'src/load.ts',
      },
    },
  },
  ssr: { noExternal: ['@coatcheck/shared'] },
})
