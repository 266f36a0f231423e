import { Client } from 'pg'

/** Runs SQL one statement after the other, as psql does: some may not share a transaction. */
export async function runStatements(url: string, statements: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements.split(/;$/m)) {
      if (statement.trim() !== '') await client.query(statement)
    }
  } finally {
    await client.end()
  }
}
