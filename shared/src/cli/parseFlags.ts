import { parseArgs, type ParseArgsConfig } from 'node:util'
import { CommandError } from './exitCode.ts'
import { shownId } from './shellWord.ts'
import { suggestion } from '../suggestion.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** @throws CommandError for an unknown option, with a suggestion and all options */
export function parseFlags<const Flags extends Options>(
  options: Flags,
  args: readonly string[],
  { positionals = false }: { readonly positionals?: boolean } = {},
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: positionals })
  } catch (error) {
    throw new CommandError(explain(error, Object.keys(options)))
  }
}

function explain(error: unknown, flags: readonly string[]): string {
  const message = error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error)
  const wrong = /'--([^']+)'/.exec(message)?.[1]
  const options = flags.map((flag) => `--${shownId(flag)}`)
  const hint = wrong === undefined ? '' : suggestion(`--${wrong}`, options)
  return `${message}.${hint}\nOptions: ${options.join(', ')}.`
}
