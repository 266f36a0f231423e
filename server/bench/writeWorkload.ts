import { DuckDBInstance } from '@duckdb/node-api'
import { demoDatabaseFile } from '../src/demo/demoDatabaseFile.ts'
import { workloadSql } from './workloads.ts'

/** Writes a workload as a Parquet file: `writeWorkload <name> <rows> <file>`. */
const [name = '', rows = '', file = ''] = process.argv.slice(2)
const connection = await (await DuckDBInstance.create()).connect()
await connection.run(`ATTACH '${demoDatabaseFile}' AS demo (READ_ONLY)`)
await connection.run(`COPY (${workloadSql(name, Number(rows))}) TO '${file}' (FORMAT parquet)`)
