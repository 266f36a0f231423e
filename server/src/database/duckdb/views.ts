import { quotedName } from '../sqlText.ts'
import { changeSince, type FileStamp } from './fileStamp.ts'

/** A named query that reports can select from. */
export interface View {
  readonly name: string
  /** A SELECT, or `FROM` with a file. */
  readonly sql: string
  /**
   * The files that it reads, as they must stay: a query of the view fails with `data-changed` if one
   * is gone or is another one by then. None are watched when left out.
   */
  readonly files?: readonly FileStamp[]
}

/**
 * Creates the views, or compressed copies of them in memory when `materialise` is set. A view whose files are
 * gone or have changed is left out, so that the others can be read.
 */
export async function createViews(
  run: (sql: string) => Promise<unknown>,
  views: readonly View[],
  materialise: boolean,
): Promise<void> {
  if (materialise) await run("ATTACH ':memory:' AS kept (COMPRESS)")
  for (const { name, sql, files = [] } of views) {
    const quoted = quotedName(name)
    try {
      if (materialise) await run(`CREATE TABLE kept.${quoted} AS ${sql}`)
      await run(`CREATE VIEW ${quoted} AS ${materialise ? `FROM kept.${quoted}` : sql}`)
    } catch (error) {
      if ((await changeSince(files)) === undefined) throw error
    }
  }
  if (materialise) await run('CHECKPOINT kept')
}
