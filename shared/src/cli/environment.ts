/** The environment variables of the command. No other file reads the environment. */
export interface Environment {
  readonly url: string | undefined
  readonly trpc: string | undefined
  readonly router: string | undefined
  readonly token: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
}

export function readEnvironment(): Environment {
  const { env } = process
  return {
    url: env.COATCHECK_URL,
    trpc: env.COATCHECK_TRPC,
    router: env.COATCHECK_ROUTER,
    token: env.COATCHECK_TOKEN,
    username: env.COATCHECK_USERNAME,
    password: env.COATCHECK_PASSWORD,
  }
}
