import { fileURLToPath } from 'node:url'

/** The demo's database, made by the build. The sources and the built service lie equally deep. */
export const demoDatabaseFile = fileURLToPath(
  new URL('../../dist/demo/demo.duckdb', import.meta.url),
)
