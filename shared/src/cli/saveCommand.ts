import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { RemoteExport } from '../client/save/remoteExport.ts'
import { SaveError } from '../client/save/saveError.ts'
import { saveInto } from '../client/save/saveInto.ts'
import { printable } from '../printable.ts'
import { CommandError } from './exitCode.ts'
import type { Saving } from './fetchFlags.ts'
import { ProgressLine, rowsText, sizeText } from './progressLine.ts'

/**
 * Saves an export and prints the result to standard error.
 *
 * @param open starts or finds the export, once it is known that its file may be saved
 * @param abandon called if the export could not be saved; returns the error to throw
 */
export async function runSaving(
  saving: Saving,
  open: () => Promise<RemoteExport>,
  abandon: (remote: RemoteExport, error: unknown) => Promise<unknown> = async (_, error) => error,
): Promise<void> {
  checkOutput(saving)
  const line = new ProgressLine(process.stderr, { silent: saving.quiet })
  const startMs = performance.now()
  const remote = await open()
  try {
    const { name, sizeBytes } =
      saving.output === '-' ? await toOutput(remote, line) : await toFile(saving, remote, line)
    line.clear()
    if (saving.quiet) return
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
    const result = `${name}: ${rowsText(remote.rowCount)}, ${sizeText(sizeBytes)}, ${seconds} s\n`
    process.stderr.write(printable(result))
  } catch (error) {
    line.clear()
    throw await abandon(remote, error)
  }
}

/** Before the server is asked for anything; a file is checked again once its name is known. */
function checkOutput({ output, overwrite }: Saving): void {
  if (output === '-' && process.stdout.isTTY) {
    // Anything in the file would steer the terminal.
    throw new CommandError('Standard output is a terminal. Redirect it, or name a file with -o.')
  }
  if (output !== undefined && output !== '-' && !overwrite && existsSync(output)) {
    throw fileExists(output)
  }
}

interface Result {
  readonly name: string
  readonly sizeBytes: number
}

async function toFile(
  { output, overwrite }: Saving,
  remote: RemoteExport,
  line: ProgressLine,
): Promise<Result> {
  const name = output ?? remote.fileName
  const onProgress = line.show.bind(line)
  try {
    const { sizeBytes } = await saveInto(name, remote, { overwrite, onProgress })
    return { name, sizeBytes }
  } catch (error) {
    throw error instanceof SaveError && error.code === 'file-exists' ? fileExists(name) : error
  }
}

function fileExists(name: string): SaveError {
  return new SaveError('file-exists', `${name} already exists. Use --force to replace it.`)
}

/** A pipe takes bytes once: those that arrive a second time are skipped. */
async function toOutput(remote: RemoteExport, line: ProgressLine): Promise<Result> {
  const { exportId, fileName, rowCount } = remote
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const { position, bytes, totalBytes } of remote.receive(line.show.bind(line))) {
    const fresh = bytes.subarray(Math.max(0, sizeBytes - position))
    hash.update(fresh)
    sizeBytes += fresh.length
    await writeOut(fresh)
    const common = { exportId, fileName, rowCount }
    line.show({ ...common, phase: 'downloading', bytesReceived: sizeBytes, totalBytes })
  }
  await remote.check(hash.digest('hex'))
  return { name: fileName, sizeBytes }
}

function writeOut(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error) reject(cannotWriteOut(error))
      else resolve()
    })
  })
}

function cannotWriteOut(cause: Error): SaveError {
  const message = `Cannot write to standard output: ${cause.message}.`
  return new SaveError('cannot-write', message, { cause })
}
