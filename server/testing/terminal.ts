import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'

export interface Terminal extends AsyncDisposable {
  type(keys: string): void
  /**
   * Waits until this is on the screen, among what came since the last keys.
   *
   * @throws Error with the screen when it does not come
   */
  shows(text: string): Promise<void>
}

const waitMsMax = 20_000
const pauseMs = 20

/** A program as a person meets it, by `script` of bsdutils. */
export function openTerminal(
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Terminal {
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text))
  return {
    type(keys) {
      screen = ''
      child.stdin.write(keys)
    },
    async shows(text) {
      const deadlineMs = performance.now() + waitMsMax
      while (performance.now() < deadlineMs) {
        if (stripVTControlCharacters(screen).includes(text)) return
        await sleep(pauseMs)
      }
      throw new Error(`${text} did not come; the terminal shows:\n${JSON.stringify(screen)}`)
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
