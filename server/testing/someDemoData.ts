import { demoDatabaseFile as demoDatabase } from '../src/demo/demoDatabaseFile.ts'
import { loadPostgres } from '../src/demo/loadPostgres.ts'

/**
 * Fills a Postgres with the demo's tables, but only the first rows of each: a matter of a second.
 *
 * @param rowsMax of each table
 */
export function loadSomeDemoData(url: string, rowsMax: number): Promise<void> {
  return loadPostgres({ url, demoDatabase, rowsMax })
}
