import { CommandError } from './exitCode.ts'

// Both scripts run the command itself, so that they complete reports and filters of any server.
const scripts: Readonly<Record<string, string>> = {
  bash: `_coatcheck() {
  local words
  words=$(coatcheck __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _coatcheck coatcheck
`,
  zsh: `#compdef coatcheck
_coatcheck() {
  local -a found
  found=(\${(f)"$(coatcheck __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  compadd -a found
  _files
}
compdef _coatcheck coatcheck
`,
}

/** @throws CommandError for an unsupported shell */
export function completionScript(shell: string | undefined): string {
  const script = Object.hasOwn(scripts, shell ?? '') ? scripts[shell!] : undefined
  if (script !== undefined) return script
  throw new CommandError(
    `Specify your shell: coatcheck completion ${Object.keys(scripts).join('|')}.`,
  )
}
