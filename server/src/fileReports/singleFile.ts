import { randomUUID } from 'node:crypto'
import { symlink } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { hasPatternForm } from '../database/duckdb/filePath.ts'
import { UnreadableData } from './unreadableData.ts'

/**
 * A path of the same file that DuckDB can be given: the path itself, or a link in the folder.
 *
 * @throws UnreadableData when the folder's own path cannot be given to DuckDB
 */
export async function singleFile(path: string, folder: string): Promise<string> {
  if (!hasPatternForm(folder)) {
    throw new UnreadableData(
      `Files cannot be read through the folder ${folder}: set EXPORT_SPOOL_DIR to a path without a backslash.`,
    )
  }
  if (hasPatternForm(path)) return path
  const link = join(folder, `${randomUUID()}${extname(path).toLowerCase()}`)
  await symlink(path, link)
  return link
}
