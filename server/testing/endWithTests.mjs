import { isMainThread } from 'node:worker_threads'

// For Node's `--import`: ends a server when the process that holds its standard input has ended. By
// `process.exit`, one has waited for ever for its thread in DuckDB.
if (isMainThread) {
  process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGKILL'))
}
