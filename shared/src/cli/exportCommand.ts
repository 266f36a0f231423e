import { abandonExport } from '../client/save/abandonExport.ts'
import { openExport } from '../client/save/fetchExport.ts'
import type { Connection } from '../client/save/remoteExport.ts'
import { printable } from '../printable.ts'
import { prepareExport, startExport } from '../client/save/startExport.ts'
import { CommandError, exitCodes } from './exitCode.ts'
import type { FetchCommand } from './fetchFlags.ts'
import type { HttpApi } from './httpApi.ts'
import type { ExportCommand } from './requestFlags.ts'
import { runSaving } from './saveCommand.ts'

/** Exports into a file or standard output. If that fails, only a file that is ready is left there. */
export async function runExportCommand(
  command: ExportCommand,
  connection: Connection<HttpApi>,
): Promise<void> {
  await runSaving(
    command,
    () => startExport(connection, command.request as never),
    (remote, error) => abandonExport(remote, error, connection.signal),
  )
}

/**
 * Starts an export and prints its id, alone, to standard output.
 *
 * @param flags to fetch it from the same server
 */
export async function runDetached(
  { request, quiet }: ExportCommand,
  connection: Connection<HttpApi>,
  flags: string,
): Promise<void> {
  const remote = await prepareExport(connection, request as never)
  if (remote === null) {
    const message = 'This server cannot prepare exports. Export without --detach.'
    throw new CommandError(message, exitCodes.failed)
  }
  process.stdout.write(`${remote.exportId}\n`)
  const command = `coatcheck fetch ${remote.exportId}${flags}`
  if (!quiet) process.stderr.write(printable(`Save it with: ${command}\n`))
}

/** Saves an export that was started before, and leaves it to the server whatever happens. */
export async function runFetchCommand(
  command: FetchCommand,
  connection: Connection<HttpApi>,
): Promise<void> {
  await runSaving(command, () => openExport(connection, command.exportId))
}
