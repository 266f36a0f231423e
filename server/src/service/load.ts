import { demoDatabaseFile } from '../demo/demoDatabaseFile.ts'
import { loadPostgres } from '../demo/loadPostgres.ts'
import { readConfig } from './config/config.ts'
import { ConfigError } from './config/configError.ts'

/**
 * Fills the database of DATABASE_URL with the demo data; may be run again.
 *
 * @param report called with a line for each table
 */
export async function load(report: (line: string) => void): Promise<void> {
  const { databaseUrl } = readConfig()
  if (databaseUrl === undefined) {
    throw new ConfigError(['DATABASE_URL: name the Postgres database to fill.'])
  }
  await loadPostgres({ url: databaseUrl.reveal(), demoDatabase: demoDatabaseFile, report })
}
