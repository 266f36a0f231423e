import { SaveError } from '../client/save/saveError.ts'
import { printable, printableLine } from '../printable.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { commands, completeWords } from './completeWords.ts'
import { completionScript } from './completion.ts'
import { connect } from './connect.ts'
import { repeatedFlags } from './connectionFlags.ts'
import { CommandError, exitCodes } from './exitCode.ts'
import { runDetached, runExportCommand, runFetchCommand } from './exportCommand.ts'
import { readEnvironment } from './environment.ts'
import { readFetch } from './fetchFlags.ts'
import { help, reportHelp } from './help.ts'
import type { HttpApi } from './httpApi.ts'
import { listText, readList } from './listCommand.ts'
import { linkFlags, reportLinkIn, withServerOf } from './reportLink.ts'
import { readExport } from './requestFlags.ts'
import { shownId } from './shellWord.ts'
import { suggestion } from '../suggestion.ts'

interface Call {
  readonly command: string | undefined
  readonly args: readonly string[]
  /** Aborted when someone interrupts the command. */
  readonly signal: AbortSignal
}

/**
 * Runs the command, and prints its result and what went wrong.
 *
 * @returns the exit code
 */
export async function runCommand(
  [command, ...args]: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const call = { command, args, signal }
  return run(call).catch((error: unknown) => exitCodeOf(error, call))
}

async function run(call: Call): Promise<number> {
  const { command, args } = call
  const wantsHelp = args.includes('--help') || args.includes('-h')
  const name = args[0]?.startsWith('-') === false ? args[0] : undefined
  const helpsReport = (command === 'export' || command === 'reports') && name !== undefined
  if (command === '__complete') {
    await complete(args)
  } else if (command === undefined || command === '--help' || (wantsHelp && !helpsReport)) {
    process.stdout.write(help)
  } else if (command === 'export' && !wantsHelp) {
    await exportReport(call, name)
  } else if (command === 'export' || command === 'reports') {
    const { api } = await connect(args)
    const shown = name === undefined ? listOf(await api.reports()) : await oneReport(api, name)
    process.stdout.write(printable(typeof shown === 'string' ? shown : reportHelp(shown)))
  } else {
    await otherCommand(call, name)
  }
  return exitCodes.done
}

async function exportReport({ args, signal }: Call, name: string | undefined): Promise<void> {
  const link = reportLinkIn(args)
  const id = name ?? link?.report
  if (id === undefined) {
    throw new CommandError('Specify a report: coatcheck export <report>, or --link <link>.')
  }
  if (link && link.report !== id) {
    throw new CommandError(`The link leads to the report ${link.report}, not to ${id}.`)
  }
  const flags = name === undefined ? args : args.slice(1)
  const connecting = link ? withServerOf(link, flags, readEnvironment().url) : flags
  const { api, url } = await connect(connecting)
  const report = await oneReport(api, id)
  const exporting = readExport(report, [...(link ? linkFlags(link, report, flags) : []), ...flags])
  const connection = { client: api, url, signal }
  if (exporting.detach) await runDetached(exporting, connection, repeatedFlags(connecting))
  else await runExportCommand(exporting, connection)
}

async function otherCommand(call: Call, name: string | undefined): Promise<void> {
  const { command, args, signal } = call
  switch (command) {
    case 'list': {
      const input = readList(args)
      const { api } = await connect(args)
      process.stdout.write(printable(listText(await api.exports(input))))
      return
    }
    case 'fetch': {
      const fetching = readFetch(args)
      const { api, url } = await connect(args)
      await runFetchCommand(fetching, { client: api, url, signal })
      return
    }
    case 'completion':
      process.stdout.write(completionScript(name))
      return
    default: {
      const hint = suggestion(command ?? '', commands)
      throw new CommandError(`Unknown command ${command}.${hint} See coatcheck --help.`)
    }
  }
}

async function complete(args: readonly string[]): Promise<void> {
  const reports = async () => (await connect(args)).api.reports()
  const exports = async () => (await connect(args)).api.exports({})
  const words = await completeWords(args, { reports, exports })
  process.stdout.write(`${words.join('\n')}\n`)
}

async function oneReport(api: HttpApi, id: string): Promise<ReportOutline> {
  const reports = await api.reports()
  const found = reports.find((report) => report.id === id)
  if (found) return found
  const ids = reports.map((report) => shownId(report.id))
  throw new CommandError(`Unknown report ${id}.${suggestion(id, ids)}\nReports: ${ids.join(', ')}.`)
}

function listOf(reports: readonly ReportOutline[]): string {
  return reports
    .map(({ id, title, description }) => printableLine(`${shownId(id)}: ${title}. ${description}`))
    .map((line) => `${line}\n`)
    .join('')
}

function exitCodeOf(error: unknown, { command, args, signal }: Call): number {
  if (signal.aborted) {
    process.stderr.write(`Interrupted.${interruption(command)}\n`)
    return exitCodes.interrupted
  }
  const message = error instanceof Error ? error.message : String(error)
  const left = error instanceof SaveError ? error.exportId : null
  const hint =
    left === null
      ? ''
      : `The file is kept on the server: coatcheck fetch ${left}${repeatedFlags(args)}\n`
  // It may repeat what a server said.
  process.stderr.write(printable(`coatcheck: ${message}\n${hint}`))
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof SaveError && error.code === 'file-exists') return exitCodes.usage
  return exitCodes.failed
}

/** What has become of the export. */
function interruption(command: string | undefined): string {
  if (command === 'export') return ' The export was cancelled and nothing was saved.'
  if (command === 'fetch') return ' Nothing was saved; the export is still on the server.'
  return ''
}
