#!/usr/bin/env node
import { exitCodes } from './exitCode.ts'
import { runCommand } from './runCommand.ts'

const interrupted = new AbortController()

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    interrupted.abort()
    // A second signal does not wait for the cancellation on the server.
    process.once(name, () => process.exit(exitCodes.interrupted))
  })
}
// A closed pipe is reported where it is written to.
process.stdout.on('error', () => {})

process.exitCode = await runCommand(process.argv.slice(2), interrupted.signal)
