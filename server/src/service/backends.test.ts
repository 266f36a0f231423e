import { expect, test } from 'vitest'
import { createLogger } from '../telemetry/logger.ts'
import { freePort } from '../../testing/freePort.ts'
import { openBackends } from './backends.ts'
import { readConfig } from './config/config.ts'
import { ConfigError } from './config/configError.ts'

test.each(['127.0.0.1', 'localhost'])(
  'a Postgres that does not run at %s is named as what to check, without its password',
  async (host) => {
    const config = readConfig({
      DATABASE_URL: `postgres://coatcheck:hidden@${host}:${await freePort()}/reports`,
      AUTH_SECRET: 'a secret of the test that is long enough',
      DEMO_ACCOUNTS: 'true',
      DEMO_PASSWORD: 'a password of the test',
    })
    const failure: unknown = await openBackends(config, createLogger({ level: 'silent' })).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(ConfigError)
    expect((failure as ConfigError).problems).toEqual([
      expect.stringMatching(/^DATABASE_URL: Postgres cannot be used: .*ECONNREFUSED.* Check that/),
    ])
    expect((failure as ConfigError).message).not.toContain('hidden')
  },
)
