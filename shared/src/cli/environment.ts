/** What the command takes from its environment: the only reader of it. */
export interface Environment {
  readonly url: string | undefined
  readonly token: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
}

export function readEnvironment(): Environment {
  const { env } = process
  return {
    url: env.COATCHECK_URL,
    token: env.COATCHECK_TOKEN,
    username: env.COATCHECK_USERNAME,
    password: env.COATCHECK_PASSWORD,
  }
}
