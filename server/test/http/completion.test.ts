import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import express from 'express'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import { findProgram } from '../../testing/findProgram.ts'
import { serveApp, type ServedApp } from '../../testing/serveApp.ts'
import { isSoak } from '../../testing/soak.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { openTerminal } from '../../testing/terminal.ts'

const cli = fileURLToPath(new URL('../../../shared/dist/cli.js', import.meta.url))
const run = promisify(execFile)

/** Each of them would leave a file, move the cursor, or become another word. */
const hostileIds = [
  ...['$(touch ran)', '`touch ran`', 'a;touch ran', 'a\ntouch ran', '<(touch ran)', '|touch ran'],
  ...['*(e:"touch ran":)', '*', '~root', '$HOME', '${HOME}', '{a,b}', '!!', '-rf', '--url=x'],
  ...["it's", '"quoted"', 'back\\slash', '\u001B]0;title\u0007', '\u001B[2J', 'a\rb', '\u202Eabc'],
]
const safeColumns = ['delay', 'größe', 'unit price', 'origin_2', 'min.delay']

const label = 'Red \u001B[31m'
const columnOf = (id: string) => ({ id, label, type: 'text', width: 10 })
const fieldOf = (id: string) => ({ id, label, kind: 'values', column: id })
const reportOf = (id: string) => ({
  id,
  title: 'Title \u001B]0;title\u0007',
  description: 'Rows.\u001B[2J',
  range: null,
  fields: ['minDelay', ...hostileIds].map(fieldOf),
  columns: [...safeColumns, ...hostileIds].map(columnOf),
  measures: [],
  charts: [],
})
const reports = ['flights', 'bird-strikes', ...hostileIds].map(reportOf)

const ownCommand = `exec "${process.execPath}" "${cli}" "$@"`

let server: ServedApp
let folder: TemporaryFolder
let env: Record<string, string>

beforeAll(async () => {
  const list = { result: { data: reports } }
  server = await serveApp(express().get('/trpc/report.list', (_, response) => response.json(list)))
})
afterAll(() => server[Symbol.asyncDispose]())

beforeEach(async () => {
  folder = await temporaryFolder()
  env = {
    PATH: `${join(folder.path, 'bin')}:${process.env.PATH}`,
    HOME: home(),
    LANG: 'C.UTF-8',
    COATCHECK_URL: server.url,
    COATCHECK_TOKEN: 'token',
  }
  await mkdir(join(folder.path, 'bin'))
  await mkdir(home())
  await putCommand(ownCommand)
})
afterEach(async () => {
  expect(await readdir(home())).not.toContain('ran')
  await folder[Symbol.asyncDispose]()
})

/** Where everything runs; empty, so that there are no files to complete. */
const home = () => join(folder.path, 'home')

/** What the shells start as `coatcheck`. */
async function putCommand(script: string): Promise<void> {
  const file = join(folder.path, 'bin/coatcheck')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}

/** What a command prints, on either stream. */
async function printed(program: string, ...args: string[]): Promise<string> {
  const ended = await run(program, args, { cwd: home(), env }).catch((error: unknown) => error)
  const { stdout, stderr } = ended as { stdout: string; stderr: string }
  return stdout + stderr
}

/** An array of the shell, filled with these words. */
const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ')

interface Shell {
  /** Arguments that make it print, a line each, what may stand in place of the last word. */
  readonly complete: (words: readonly string[]) => readonly string[]
  readonly interactive: string
  /** Before it is told of the command. */
  readonly setUp: string
}

/** Each reads the script from a file, in the home folder's parent. */
const load = 'source ../completion'

const shells: Readonly<Record<string, Shell>> = {
  bash: {
    complete: (words) => [
      ...['--noprofile', '--norc', '-c'],
      `${load}; COMP_WORDS=(coatcheck ${quoted(words)}); COMP_CWORD=${words.length}
       _coatcheck; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    interactive: 'bash --noprofile --norc -i',
    setUp: ':',
  },
  zsh: {
    complete: (words) => [
      ...['-f', '-c'],
      `compdef() {}; _files() {}; compadd() { shift; print -rl -- "$@" }; ${load}
       words=(coatcheck ${quoted(words)}); CURRENT=${words.length + 1}
       setopt glob_subst sh_word_split; _coatcheck`,
    ],
    interactive: 'zsh -f -i',
    setUp: 'autoload -Uz compinit; compinit -D -u',
  },
  fish: {
    complete: (words) => [
      ...['--no-config', '-c'],
      `${load}; complete -C 'coatcheck ${words.join(' ')}'`,
    ],
    interactive: 'fish --no-config -i',
    setUp: 'true',
  },
}

/** One of them in `npm test`: each word costs the start of a program. */
const tested = Object.entries(shells).filter(([name]) => isSoak || name === 'bash')

describe.each(tested)('%s', (name, { complete, interactive, setUp }) => {
  const missing = skipReason(name, findProgram([name]) !== undefined)
  const noTerminal = skipReason('script of bsdutils', findProgram(['script']) !== undefined)
  let script: string

  beforeAll(async () => {
    script = (await run(process.execPath, [cli, 'completion', name])).stdout
  })
  beforeEach(() => writeFile(join(folder.path, 'completion'), script))

  async function words(...typed: string[]): Promise<string[]> {
    const lines = (await printed(name, ...complete(typed))).trim().split('\n')
    return lines.map((line) => line.replace('\\ ', ' ')).toSorted()
  }

  test.skipIf(missing)('completes safe ids, and runs nothing of the others', async () => {
    expect(await words('export', '')).toEqual(['bird-strikes', 'flights'])
    expect(await words('export', 'flights', '--sort', '')).toEqual(safeColumns.toSorted())
  })

  // The command leaves such a word out; whatever one says, the shell runs nothing.
  test.skipIf(missing ?? noTerminal)('types a word with syntax as a text at TAB', async () => {
    const word = '$(touch ran)`touch ran`;*'
    await putCommand(
      `[ $1 = __complete ] && exec printf '%s\\n' '${word}'
       printf '<%s>' "$@"`,
    )
    await using terminal = openTerminal(interactive, { cwd: home(), env })
    // As it is typed, the word that is waited for is not whole.
    terminal.type(`${setUp}; ${load}; echo rea''dy\n`)
    await terminal.shows('ready')
    terminal.type('coatcheck export \t')
    await terminal.shows('touch')
    terminal.type('\n')
    await terminal.shows(`<export><${word}>`)
  })
})

test.each([
  [['reports'], 'bird-strikes: Title'],
  [['reports', 'flights'], '--min-delay'],
  [['export', 'flight'], 'Did you mean flights?'],
  [['export', 'flights', '--columns', 'dely'], 'Did you mean delay?'],
])('%j shows nothing that a shell or a terminal would obey', async (args, expected) => {
  const text = await printed('coatcheck', ...args)
  expect(text).toContain(expected)
  expect(text).not.toMatch(/[\0-\x08\x0B-\x1F\x7F-\x9F\u202E]/)
  // The option of the filter `-rf` is `--rf`, which is harmless.
  const others = text.replaceAll(/ --[a-z-]+ /g, ' ')
  for (const id of hostileIds) expect(others).not.toContain(id)
})
