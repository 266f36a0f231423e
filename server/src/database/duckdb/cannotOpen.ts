import { open, stat } from 'node:fs/promises'
import { AppError } from '../../appError.ts'

/** Says why DuckDB did not open a file, and what to do. */
export async function cannotOpen(path: string, cause: unknown): Promise<AppError> {
  const reason = (await reasonOf(path)) ?? messageOf(cause)
  return new AppError('database-failed', `Cannot open ${path}: ${reason}`, { cause })
}

async function reasonOf(path: string): Promise<string | null> {
  try {
    if ((await stat(path)).isDirectory()) return 'it is a folder, not a DuckDB database file.'
    if (await hasMagicBytes(path)) return null
    return 'it is not a DuckDB database file. Open CSV and Parquet files as views instead.'
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return isMissing ? 'there is no such file. It is opened read-only, not created.' : null
  }
}

/** After a checksum of 8 bytes: https://duckdb.org/docs/stable/internals/storage.html */
const magic = 'DUCK'
const magicStart = 8

async function hasMagicBytes(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const bytes = Buffer.alloc(magic.length)
    await file.read(bytes, 0, magic.length, magicStart)
    return bytes.toString('latin1') === magic
  } finally {
    await file.close()
  }
}

/** What DuckDB itself says: of a file from a newer version, or one that is open for writing. */
function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
