import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { checkSum } from '../client/save/checkSum.ts'
import { receiveExport } from '../client/save/receiveExport.ts'
import { saveExport } from '../client/save/saveExport.ts'
import { startExport } from '../client/save/startExport.ts'
import { printable } from '../printable.ts'
import { CommandError } from './exitCode.ts'
import type { HttpApi } from './httpApi.ts'
import { ProgressLine, sizeText } from './progressLine.ts'
import type { ExportCommand } from './requestFlags.ts'

export interface ExportRun {
  readonly api: HttpApi
  readonly url: URL
  readonly signal: AbortSignal
}

/** Saves an export and prints the result to standard error. */
export async function runExportCommand(command: ExportCommand, run: ExportRun): Promise<void> {
  const line = new ProgressLine(process.stderr, { silent: command.quiet })
  const startMs = performance.now()
  try {
    const { name, sizeBytes, rowCount } =
      command.output === '-' ? await toOutput(command, run) : await toFile(command, run, line)
    line.clear()
    if (command.quiet) return
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
    const rows = rowCount.toLocaleString('en')
    const result = `${name}: ${rows} rows, ${sizeText(sizeBytes)}, ${seconds} s\n`
    process.stderr.write(printable(result))
  } finally {
    line.clear()
  }
}

interface Result {
  readonly name: string
  readonly sizeBytes: number
  readonly rowCount: number
}

async function toFile(
  { request, output, overwrite }: ExportCommand,
  { api, url, signal }: ExportRun,
  line: ProgressLine,
): Promise<Result> {
  // Checked before the server starts; saveExport checks again at the end.
  if (output !== undefined && !overwrite && existsSync(output)) {
    throw new CommandError(`${output} already exists. Use --force to replace it.`)
  }
  let serverName = ''
  const name = (fileName: string) => output ?? fileName
  const saved = await saveExport(api, request as never, name, {
    url,
    signal,
    overwrite,
    onProgress(progress) {
      serverName = progress.fileName
      line.show(progress)
    },
  })
  return { ...saved, name: name(serverName) }
}

/** A pipe takes bytes once: those that arrive a second time are skipped. */
async function toOutput(
  { request }: ExportCommand,
  { api, url, signal }: ExportRun,
): Promise<Result> {
  if (process.stdout.isTTY) {
    // Anything in the file would steer the terminal.
    throw new CommandError('Standard output is a terminal. Redirect it, or name a file with -o.')
  }
  const started = await startExport(api, request as never, signal)
  const hash = createHash('sha256')
  let sizeBytes = 0
  const receiving = {
    url: new URL(started.receipt.url, url),
    clientKey: started.clientKey,
    signal,
  }
  try {
    for await (const { position, bytes } of receiveExport(receiving)) {
      const fresh = bytes.subarray(Math.max(0, sizeBytes - position))
      hash.update(fresh)
      sizeBytes += fresh.length
      await writeOut(fresh)
    }
    await checkSum(started, hash.digest('hex'))
  } catch (error) {
    await started.cancel()
    throw error
  }
  return { name: started.receipt.fileName, sizeBytes, rowCount: started.receipt.rowCount }
}

function writeOut(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error) reject(new CommandError(`Cannot write to standard output: ${error.message}.`, 1))
      else resolve()
    })
  })
}
