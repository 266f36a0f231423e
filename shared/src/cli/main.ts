#!/usr/bin/env node
import { SaveError } from '../client/save/saveError.ts'
import { printable } from '../printable.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { completeWords } from './completeWords.ts'
import { completionScript } from './completion.ts'
import { readEnvironment } from './environment.ts'
import { CommandError, exitCodes } from './exitCode.ts'
import { runExportCommand } from './exportCommand.ts'
import { help, reportHelp } from './help.ts'
import { httpApi, type HttpApi } from './httpApi.ts'
import { nearest } from './nearest.ts'
import { readExport } from './requestFlags.ts'
import { shownId } from './shellWord.ts'

const environment = readEnvironment()
const interrupted = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort()
    // A second one is from someone who does not want to wait for the server to hear of it.
    process.once(signal, () => process.exit(exitCodes.interrupted))
  })
}
// Whoever read our output has gone: that is told where it is written.
process.stdout.on('error', () => {})

process.exitCode = await main(process.argv.slice(2)).catch(exitCodeOf)

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  const asksHelp = rest.includes('--help') || rest.includes('-h')
  const name = rest[0]?.startsWith('-') === false ? rest[0] : undefined
  if (command === '__complete') {
    const words = await completeWords(rest, async () => (await connect(rest)).api.reports())
    process.stdout.write(`${words.join('\n')}\n`)
  } else if (command === undefined || command === '--help' || (asksHelp && name === undefined)) {
    process.stdout.write(help)
  } else if (command === 'completion') {
    process.stdout.write(completionScript(name))
  } else if (command === 'reports' || (command === 'export' && asksHelp)) {
    const { api } = await connect(rest)
    const shown = name === undefined ? listOf(await api.reports()) : await oneReport(api, name)
    process.stdout.write(printable(typeof shown === 'string' ? shown : reportHelp(shown)))
  } else if (command === 'export') {
    if (name === undefined) throw new CommandError('Name a report: coatcheck export <report>.')
    const { api, url } = await connect(rest)
    const report = await oneReport(api, name)
    const exporting = readExport(report, rest.slice(1))
    await runExportCommand(exporting, { api, url, signal: interrupted.signal })
  } else {
    const near = nearest(command, ['export', 'reports', 'completion'])
    const meant = near === null ? '' : ` Did you mean ${near}?`
    throw new CommandError(`There is no command ${command}.${meant} See coatcheck --help.`)
  }
  return exitCodes.done
}

/** The server, and who we are there. */
async function connect(args: readonly string[]): Promise<{ api: HttpApi; url: URL }> {
  const url = serverUrl(args)
  const { token, username, password } = environment
  if (token !== undefined) return { api: httpApi(url, token), url }
  if (username === undefined || password === undefined) {
    const message =
      'Say who you are: set COATCHECK_TOKEN, or COATCHECK_USERNAME and COATCHECK_PASSWORD.'
    throw new CommandError(message, exitCodes.notAllowed)
  }
  const session = await httpApi(url, null).signIn({ username, password })
  return { api: httpApi(url, session), url }
}

function serverUrl(args: readonly string[]): URL {
  const at = args.findIndex((each) => each === '--url' || each.startsWith('--url='))
  const flag = args[at]?.includes('=') ? args[at].slice('--url='.length) : args[at + 1]
  const text = (at < 0 ? environment.url : flag) ?? 'http://localhost:3000'
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new CommandError(`${text} is no address such as https://reports.example.com.`)
  }
  return new URL(text.endsWith('/') ? text : `${text}/`)
}

async function oneReport(api: HttpApi, id: string): Promise<ReportOutline> {
  const reports = await api.reports()
  const report = reports.find((each) => each.id === id)
  if (report) return report
  const ids = reports.map((each) => shownId(each.id))
  const near = nearest(id, ids)
  const meant = near === null ? '' : ` Did you mean ${near}?`
  throw new CommandError(`There is no report ${id}.${meant}\nThere are ${ids.join(', ')}.`)
}

function listOf(reports: readonly ReportOutline[]): string {
  return reports
    .map(({ id, title, description }) => `${shownId(id)}: ${title}. ${description}\n`)
    .join('')
}

function exitCodeOf(error: unknown): number {
  if (interrupted.signal.aborted) {
    process.stderr.write('Interrupted: the export is cancelled, and nothing was saved.\n')
    return exitCodes.interrupted
  }
  const message = error instanceof Error ? error.message : String(error)
  // It may repeat what a server said.
  process.stderr.write(printable(`coatcheck: ${message}\n`))
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof SaveError && error.code === 'file-exists') return exitCodes.usage
  return exitCodes.failed
}
