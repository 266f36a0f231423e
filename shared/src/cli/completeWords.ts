import { z } from 'zod'
import { operatorsOf } from '../conditionProblem.ts'
import { operatorWords } from '../conditionText.ts'
import type { ExportProgress } from '../exportProgress.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { csvDialects, formats } from '../requestParts.ts'
import { shells } from './completion.ts'
import { connectionFlags } from './connectionFlags.ts'
import { fetchFlags } from './fetchFlags.ts'
import { listFlags } from './listCommand.ts'
import { commonFlags, fieldsByFlag } from './requestFlags.ts'
import { isShellWord } from './shellWord.ts'

/** What the user may do, in the order of the help. */
export const commands = ['export', 'list', 'fetch', 'reports', 'completion'] as const

/** What a server knows; each is asked for only if needed. */
export interface Completions {
  reports(): Promise<readonly ReportOutline[]>
  exports(): Promise<readonly Pick<ExportProgress, 'exportId' | 'state' | 'keptUntil'>[]>
}

/**
 * Completions for the last word. Ids with characters that mean something to a shell are left out.
 */
export async function completeWords(
  words: readonly string[],
  server: Completions,
): Promise<readonly string[]> {
  if (words.length <= 1) return commands
  switch (words[0]) {
    case 'completion':
      return shells
    case 'list':
      return flagsOf(Object.keys(listFlags))
    case 'fetch':
      // The id may come after options.
      return words.at(-1)!.startsWith('-') || words.slice(1, -1).some(isId)
        ? flagsOf(Object.keys(fetchFlags))
        : fetchableIds(await server.exports())
    case 'export':
    case 'reports':
      return reportWords(words, await server.reports())
    default:
      return []
  }
}

function reportWords(words: readonly string[], all: readonly ReportOutline[]): readonly string[] {
  const [command, report] = words
  const before = words.at(-2)
  if (words.length === 2) return idsOf(all)
  const outline = all.find(({ id }) => id === report)
  if (command === 'reports') return flagsOf(Object.keys(connectionFlags))
  if (!outline) return []
  if (before === '--format') return formats
  if (before === '--csv-dialect') return csvDialects
  if (before === '--columns' || before === '--sort') return idsOf(outline.columns)
  if (before === '--where') return conditionStarts(outline)
  const filters = [...fieldsByFlag(outline).keys()].filter(isShellWord)
  return flagsOf([...filters, ...Object.keys(commonFlags)])
}

/** `delay:between`: the shell adds what follows, or nothing. */
function conditionStarts({ columns }: ReportOutline): readonly string[] {
  return columns
    .filter(({ id }) => isShellWord(id))
    .flatMap(({ id, type }) =>
      operatorsOf[type].map((operator) => `${id}:${operatorWords[operator]}`),
    )
}

/** Exports that have a file to fetch, or are going to have one. */
function fetchableIds(exports: Awaited<ReturnType<Completions['exports']>>): readonly string[] {
  return exports
    .filter(
      ({ state, keptUntil }) => keptUntil !== null || state === 'queued' || state === 'running',
    )
    .map(({ exportId }) => exportId)
    .filter(isShellWord)
}

const isId = (word: string) => z.uuid().safeParse(word).success

function idsOf(list: readonly { readonly id: string }[]): readonly string[] {
  return list.map(({ id }) => id).filter(isShellWord)
}

function flagsOf(names: readonly string[]): readonly string[] {
  return names.map((name) => `--${name}`)
}
