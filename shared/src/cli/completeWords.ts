import type { ReportOutline } from '../reportDescription.ts'
import { formats } from '../requestParts.ts'
import { shells } from './completion.ts'
import { commonFlags, flagOf } from './requestFlags.ts'
import { isShellWord } from './shellWord.ts'

const commands = ['export', 'reports', 'completion']

/**
 * What may stand in place of the last of these words; reports are asked for only where needed. Ids
 * that mean something to a shell are left out.
 */
export async function completeWords(
  words: readonly string[],
  reports: () => Promise<readonly ReportOutline[]>,
): Promise<readonly string[]> {
  const [command, report] = words
  const before = words.at(-2)
  if (words.length <= 1) return commands
  if (command === 'completion') return shells
  if (command !== 'export' && command !== 'reports') return []
  const all = await reports()
  if (words.length === 2) return idsOf(all)
  const outline = all.find(({ id }) => id === report)
  if (!outline || command === 'reports') return []
  if (before === '--format') return formats
  if (before === '--columns' || before === '--sort') return idsOf(outline.columns)
  return [...idsOf(outline.fields).map(flagOf), ...Object.keys(commonFlags)].map(
    (flag) => `--${flag}`,
  )
}

function idsOf(list: readonly { readonly id: string }[]): readonly string[] {
  return list.map(({ id }) => id).filter(isShellWord)
}
