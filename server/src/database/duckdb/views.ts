import { quotedName } from '../sqlText.ts'

/** A named query that reports can select from. */
export interface View {
  readonly name: string
  /** A SELECT, or `FROM` with a file. */
  readonly sql: string
}

/** Creates the views, or compressed copies of them in memory when `materialise` is set. */
export async function createViews(
  run: (sql: string) => Promise<unknown>,
  views: readonly View[],
  materialise: boolean,
): Promise<void> {
  if (materialise) await run("ATTACH ':memory:' AS kept (COMPRESS)")
  for (const { name, sql } of views) {
    const quoted = quotedName(name)
    if (materialise) await run(`CREATE TABLE kept.${quoted} AS ${sql}`)
    await run(`CREATE VIEW ${quoted} AS ${materialise ? `FROM kept.${quoted}` : sql}`)
  }
  if (materialise) await run('CHECKPOINT kept')
}
