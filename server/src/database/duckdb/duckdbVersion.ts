import { version } from '@duckdb/node-api'

/**
 * The peer dependency cannot say this: the package has prereleases only (`1.5.6-r.1`), and npm takes
 * them for no range but `*`.
 *
 * @param found such as `v1.5.6`
 * @throws Error for a version that is too old
 */
export function checkDuckDbVersion(found: string = version()): void {
  const [major = 0, minor = 0] = found.replace(/^v/, '').split('.').map(Number)
  if (major > 1 || (major === 1 && minor >= 5)) return
  throw new Error(`@duckdb/node-api has to be 1.5 or newer; this is ${found}. Install a newer one.`)
}
