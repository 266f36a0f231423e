import { defineConfig } from 'vite'
import { assemblyScript } from '../scripts/lib/assemblyScript.mjs'

/** The library, which is what the package ships. */
export default defineConfig({
  plugins: [assemblyScript()],
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/library',
    rolldownOptions: {
      input: {
        index: 'src/index.ts',
        segmentWorker: 'src/formats/segments/segmentWorker.ts',
      },
      // Beside the entries: what they share finds files by their place beside its own.
      output: { chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: ['@coatcheck/shared'] },
})
