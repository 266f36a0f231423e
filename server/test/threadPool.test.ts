import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Prints how many threads 100 jobs make Node start. */
const probe = `
  import { pbkdf2 } from 'node:crypto'
  import { readdirSync } from 'node:fs'
  const threadCount = () => readdirSync('/proc/self/task').length
  const before = threadCount()
  for (let job = 0; job < 100; job += 1) pbkdf2('', '', 1, 8, 'sha512', () => {})
  console.log(threadCount() - before)
`

test.runIf(process.platform === 'linux')(
  'npm start has more threads than slow queries can take',
  async () => {
    const { scripts } = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as {
      scripts: { start: string }
    }
    const options = scripts.start.split(' ').slice(1, -1)
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...options, '--input-type=module', '--eval', probe],
      { cwd: root },
    )
    expect(stdout).toBe('16\n')
  },
)
