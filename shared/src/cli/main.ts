#!/usr/bin/env node
import { SaveError } from '../client/save/saveError.ts'
import { printable, printableLine } from '../printable.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { completeWords } from './completeWords.ts'
import { completionScript } from './completion.ts'
import { readEnvironment } from './environment.ts'
import { CommandError, exitCodes } from './exitCode.ts'
import { runExportCommand } from './exportCommand.ts'
import { help, reportHelp } from './help.ts'
import { httpApi, type HttpApi } from './httpApi.ts'
import { suggestion } from './suggestion.ts'
import { readExport } from './requestFlags.ts'
import { shownId } from './shellWord.ts'

const environment = readEnvironment()
const interrupted = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort()
    // A second signal does not wait for the cancellation on the server.
    process.once(signal, () => process.exit(exitCodes.interrupted))
  })
}
// A closed pipe is reported where it is written to.
process.stdout.on('error', () => {})

process.exitCode = await main(process.argv.slice(2)).catch(exitCodeOf)

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  const wantsHelp = rest.includes('--help') || rest.includes('-h')
  const name = rest[0]?.startsWith('-') === false ? rest[0] : undefined
  if (command === '__complete') {
    const words = await completeWords(rest, async () => (await connect(rest)).api.reports())
    process.stdout.write(`${words.join('\n')}\n`)
  } else if (command === undefined || command === '--help' || (wantsHelp && name === undefined)) {
    process.stdout.write(help)
  } else if (command === 'completion') {
    process.stdout.write(completionScript(name))
  } else if (command === 'reports' || (command === 'export' && wantsHelp)) {
    const { api } = await connect(rest)
    const shown = name === undefined ? listOf(await api.reports()) : await oneReport(api, name)
    process.stdout.write(printable(typeof shown === 'string' ? shown : reportHelp(shown)))
  } else if (command === 'export') {
    if (name === undefined) throw new CommandError('Specify a report: coatcheck export <report>.')
    const { api, url } = await connect(rest)
    const report = await oneReport(api, name)
    const exporting = readExport(report, rest.slice(1))
    await runExportCommand(exporting, { api, url, signal: interrupted.signal })
  } else {
    const hint = suggestion(command, ['export', 'reports', 'completion'])
    throw new CommandError(`Unknown command ${command}.${hint} See coatcheck --help.`)
  }
  return exitCodes.done
}

/** Signs in, unless there is a token. */
async function connect(args: readonly string[]): Promise<{ api: HttpApi; url: URL }> {
  const url = serverUrl(args)
  const { token, username, password } = environment
  if (token !== undefined) return { api: httpApi(url, token), url }
  if (username === undefined || password === undefined) {
    const message =
      'Not signed in. Set COATCHECK_TOKEN, or COATCHECK_USERNAME and COATCHECK_PASSWORD.'
    throw new CommandError(message, exitCodes.notAllowed)
  }
  const session = await httpApi(url, null).signIn({ username, password })
  return { api: httpApi(url, session), url }
}

function serverUrl(args: readonly string[]): URL {
  const at = args.findIndex((arg) => arg === '--url' || arg.startsWith('--url='))
  const flag = args[at]?.includes('=') ? args[at].slice('--url='.length) : args[at + 1]
  const text = (at < 0 ? environment.url : flag) ?? 'http://localhost:3000'
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new CommandError(`${text} is not an address such as https://reports.example.com.`)
  }
  return new URL(text.endsWith('/') ? text : `${text}/`)
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

function exitCodeOf(error: unknown): number {
  if (interrupted.signal.aborted) {
    process.stderr.write('Interrupted. The export was cancelled and nothing was saved.\n')
    return exitCodes.interrupted
  }
  const message = error instanceof Error ? error.message : String(error)
  // It may repeat what a server said.
  process.stderr.write(printable(`coatcheck: ${message}\n`))
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof SaveError && error.code === 'file-exists') return exitCodes.usage
  return exitCodes.failed
}
