import { readEnvironment } from './environment.ts'
import { CommandError, exitCodes } from './exitCode.ts'
import { httpApi, type HttpApi } from './httpApi.ts'

/** Signs in, unless there is a token. */
export async function connect(args: readonly string[]): Promise<{ api: HttpApi; url: URL }> {
  const environment = readEnvironment()
  const url = serverUrl(args, environment.url)
  const { token, username, password } = environment
  if (token !== undefined) return { api: httpApi(url, token), url }
  if (username === undefined || password === undefined) {
    const message =
      'Not signed in. Set COATCHECK_TOKEN, or COATCHECK_USERNAME and COATCHECK_PASSWORD.'
    throw new CommandError(message, exitCodes.notAllowed)
  }
  const session = await httpApi(url, null).signIn({ username, password })
  return { api: httpApi(url, session), url }
}

function serverUrl(args: readonly string[], fromEnvironment: string | undefined): URL {
  const at = args.findIndex((arg) => arg === '--url' || arg.startsWith('--url='))
  const flag = args[at]?.includes('=') ? args[at].slice('--url='.length) : args[at + 1]
  const text = (at < 0 ? fromEnvironment : flag) ?? 'http://localhost:3000'
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new CommandError(`${text} is not an address such as https://reports.example.com.`)
  }
  return new URL(text.endsWith('/') ? text : `${text}/`)
}
