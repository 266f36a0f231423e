import { CommandError } from './exitCode.ts'

// All ask the command itself, so that reports and filters of any server are completed. No shell may
// expand what it says: the words come from the server.

// `compgen -W` expands its words; `printf %q` quotes those that readline inserts as they are.
const bash = `_coatcheck() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ $word == "\${COMP_WORDS[COMP_CWORD]}"* ]]; then
      printf -v word %q "$word"
      COMPREPLY+=("$word")
    fi
  done < <(coatcheck __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _coatcheck coatcheck
`

// Quoted, with (@f), the output is split at line ends only, and no line is a pattern, whose
// qualifiers could run commands; compadd quotes what it inserts. The end serves both a file on fpath
// and `source`.
const zsh = `#compdef coatcheck
_coatcheck() {
  local -a found
  found=("\${(@f)$(coatcheck __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -- "\${(@)found:#}"
  _files
}
if [[ \${funcstack[1]} == _coatcheck ]]; then
  _coatcheck "$@"
else
  compdef _coatcheck coatcheck
fi
`

// Fish expands no output of a command, and quotes what it inserts.
const fish = `function __coatcheck_words
  set -l words (commandline -opc)
  set -e words[1]
  set -l current (commandline -ct)
  coatcheck __complete $words "$current" 2>/dev/null
end
complete -c coatcheck -f -a '(__coatcheck_words)'
complete -c coatcheck -s o -l output -r -F
`

const scripts: Readonly<Record<string, string>> = { bash, zsh, fish }

/** The shells that there is a script for. */
export const shells = Object.keys(scripts)

/** @throws CommandError for a shell that it does not know. */
export function completionScript(shell: string | undefined): string {
  const script = Object.hasOwn(scripts, shell ?? '') ? scripts[shell!] : undefined
  if (script !== undefined) return script
  throw new CommandError(`Name your shell: coatcheck completion ${shells.join('|')}.`)
}
