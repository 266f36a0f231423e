import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import bundler from 'dts-bundle-generator'
import { root } from './paths.mjs'

/** Their types stay imports: a consumer has these packages anyway. */
const importedLibraries = [...['@trpc/server', 'exceljs'], ...['pino', 'prom-client', 'zod']]

/** Entries that are compiled together. Those of the server would each have types of the other. */
const programs = [
  {
    project: 'shared/tsconfig.types.json',
    files: {
      'shared/src/index.ts': 'shared/dist/index.d.ts',
      'shared/src/client/index.ts': 'shared/dist/client.d.ts',
    },
  },
  {
    project: 'server/tsconfig.types.json',
    files: { 'server/src/index.ts': 'server/dist/library/index.d.ts' },
  },
  {
    project: 'server/tsconfig.types.json',
    files: { 'server/src/service/appRouter.ts': 'server/dist/library/service.d.ts' },
  },
]

/** Writes one declaration file for each entry, with nothing in it that leads back to the sources. */
export function bundleTypes() {
  for (const { project, files } of programs) {
    const declarations = bundler.generateDtsBundle(Object.keys(files).map(entryOf), {
      preferredConfigPath: join(root, project),
    })
    for (const [index, file] of Object.values(files).entries()) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), declarations[index])
    }
  }
}

function entryOf(source) {
  return {
    filePath: join(root, source),
    libraries: { importedLibraries, allowedTypesLibraries: ['node'] },
    // Apps with declarations name types that ours refer to.
    output: { noBanner: true, exportReferencedTypes: true },
  }
}
