import { vi } from 'vitest'
import { runCommand } from '../../shared/src/cli/runCommand.ts'

export interface EndedCommand {
  readonly code: number
  readonly out: string
  readonly err: string
}

const variables = ['URL', 'TRPC', 'ROUTER', 'TOKEN', 'USERNAME', 'PASSWORD']

/**
 * Runs the command in the test's own process, for tests of what it says: a process takes a third of a
 * second to start.
 *
 * @param env of the command's variables all that are set
 */
export async function commandInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<EndedCommand> {
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text)
      return true
    })
  }
  for (const name of variables) {
    const variable = `COATCHECK_${name}`
    vi.stubEnv(variable, env[variable])
  }
  const before = process.cwd()
  process.chdir(cwd)
  try {
    const code = await runCommand(args, new AbortController().signal)
    return { code, out: printed.stdout, err: printed.stderr }
  } finally {
    process.chdir(before)
    vi.unstubAllEnvs()
    vi.mocked(process.stdout.write).mockRestore()
    vi.mocked(process.stderr.write).mockRestore()
  }
}
