import { openDatabase, type Database } from '../../index.ts'
import { demoDatabaseFile } from '../demoDatabaseFile.ts'

/** @param options such as `threads` */
export function openDemoDatabase(options: { readonly threads?: number } = {}): Promise<Database> {
  return openDatabase({ engine: 'duckdb', path: demoDatabaseFile, ...options })
}
