import type { ReportOutline } from '../reportDescription.ts'
import { formats } from '../requestParts.ts'
import { commonFlags, flagOf } from './requestFlags.ts'

const commands = ['export', 'reports', 'completion']

/** Completions for the last word. Reports are requested only if needed. */
export async function completeWords(
  words: readonly string[],
  reports: () => Promise<readonly ReportOutline[]>,
): Promise<readonly string[]> {
  const [command, report] = words
  const before = words.at(-2)
  if (words.length <= 1) return commands
  if (command === 'completion') return ['bash', 'zsh']
  if (command !== 'export' && command !== 'reports') return []
  const all = await reports()
  if (words.length === 2) return all.map(({ id }) => id)
  const outline = all.find(({ id }) => id === report)
  if (!outline || command === 'reports') return []
  if (before === '--format') return formats
  if (before === '--columns' || before === '--sort') return outline.columns.map(({ id }) => id)
  return [...outline.fields.map(({ id }) => flagOf(id)), ...Object.keys(commonFlags)].map(
    (flag) => `--${flag}`,
  )
}
