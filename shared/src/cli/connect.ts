import { apiAddress, type ApiAddress } from './connectionFlags.ts'
import { readEnvironment } from './environment.ts'
import { CommandError, exitCodes } from './exitCode.ts'
import { httpApi, type HttpApi } from './httpApi.ts'

export interface Connected {
  readonly api: HttpApi
  /** Of the server; the addresses of its files are relative to it. */
  readonly url: URL
}

/** Signs in, unless there is a token. */
export async function connect(args: readonly string[]): Promise<Connected> {
  const environment = readEnvironment()
  const address = apiAddress(args, environment)
  const { token, username, password } = environment
  const bearer = token ?? (await signIn(address, username, password))
  return { api: httpApi(address, bearer), url: address.url }
}

function signIn(
  address: ApiAddress,
  username: string | undefined,
  password: string | undefined,
): Promise<string> {
  if (username !== undefined && password !== undefined) {
    return httpApi(address, null).signIn({ username, password })
  }
  const message =
    'Not signed in. Set COATCHECK_TOKEN, or COATCHECK_USERNAME and COATCHECK_PASSWORD.'
  throw new CommandError(message, exitCodes.notAllowed)
}
