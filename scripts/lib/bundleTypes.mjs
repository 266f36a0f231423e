import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import bundler from 'dts-bundle-generator'
import { root } from './paths.mjs'

/** Their types stay imports: a consumer has these packages anyway. */
const importedLibraries = [...['@trpc/server', 'exceljs'], ...['pino', 'prom-client', 'zod']]

const bundles = [
  {
    project: 'shared/tsconfig.json',
    source: 'shared/src/index.ts',
    file: 'shared/dist/index.d.ts',
  },
  {
    project: 'shared/tsconfig.json',
    source: 'shared/src/client/index.ts',
    file: 'shared/dist/client.d.ts',
  },
  {
    project: 'server/tsconfig.types.json',
    source: 'server/src/index.ts',
    file: 'server/dist/library/index.d.ts',
  },
  {
    project: 'server/tsconfig.types.json',
    source: 'server/src/service/appRouter.ts',
    file: 'server/dist/library/service.d.ts',
  },
]

/** Writes one declaration file for each entry, with nothing in it that leads back to the sources. */
export function bundleTypes() {
  for (const { project, source, file } of bundles) {
    const [declarations] = bundler.generateDtsBundle(
      [
        {
          filePath: join(root, source),
          libraries: { importedLibraries, allowedTypesLibraries: ['node'] },
          // Apps with declarations name types that ours refer to.
          output: { noBanner: true, exportReferencedTypes: true },
        },
      ],
      { preferredConfigPath: join(root, project) },
    )
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), declarations)
  }
}
