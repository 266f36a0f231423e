import { join } from 'node:path'
import { URLSearchParams } from 'node:url'
import { receive } from './benchServer.mjs'
import { benchFolder } from './buildBench.mjs'
import { runNode } from './run.mjs'

/** Writes so many rows of a workload as a Parquet file. */
export async function writeWorkload(name, rowCount, file) {
  const args = [name, String(rowCount), file]
  const { ok, output } = await runNode(join(benchFolder, 'writeWorkload.js'), args)
  if (!ok) throw new Error(`The file of ${name} could not be written:\n${output}`)
}

/** Milliseconds until another writer, behind `usualOverHttp`, has sent the first rows of a file. */
export async function usualMs(url, writer, { file, rows }) {
  const query = new URLSearchParams({ file, rows: String(rows) })
  const startMs = performance.now()
  return (await receive(await fetch(`${url}/${writer}?${query}`), startMs)).lastByteMs
}

/** Milliseconds of DuckDB's COPY of the first rows of a file to CSV. */
export async function copyMs(url, { file, rows }) {
  const query = new URLSearchParams({ file, rows: String(rows) })
  return (await (await fetch(`${url}/copy?${query}`)).json()).elapsedMs
}
