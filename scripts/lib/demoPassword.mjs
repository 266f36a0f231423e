import { randomBytes } from 'node:crypto'

/** Of the demo accounts at servers that scripts start: the public one is not good with Postgres. */
export const demoPassword = randomBytes(12).toString('hex')

/** What such a server is told. */
export const demoEnvironment = { DEMO_ACCOUNTS: 'true', DEMO_PASSWORD: demoPassword }
