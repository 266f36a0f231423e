import type { AirportScope } from '@coatcheck/shared/demo'
import { hashPassword, type PasswordHash } from './passwordHash.ts'

/** The username is also the viewer's id. */
export interface Account {
  readonly username: string
  readonly name: string
  readonly scope: AirportScope
  readonly passwordHash: PasswordHash
}

/** The password of each demo account, for everyone to read: on this machine alone it will do. */
export const publicPassword = 'coatcheck'

/** Three ways to look at the same flights, with the public password. */
export const demoAccounts: readonly Account[] = [
  {
    username: 'analyst',
    name: 'Network analyst',
    scope: { kind: 'all' },
    passwordHash: {
      saltHex: '99467acc5549571ee1dfc0e28e8b5ec0',
      hashHex: '8999de6142a23fadb3400d1ba7b6043e812f0e9347eb5bc3240b4add4a0efdc0',
    },
  },
  {
    username: 'seattle',
    name: 'Seattle station',
    scope: { kind: 'airports', airports: ['SEA'] },
    passwordHash: {
      saltHex: '84113736dfe0dbc011afa8792c7d1371',
      hashHex: 'e3dacb7bc48f7562f27bf7e0098b33f22321419b51ec13ca4ba835d9773e622f',
    },
  },
  {
    username: 'atlanta',
    name: 'Atlanta station',
    scope: { kind: 'airports', airports: ['ATL'] },
    passwordHash: {
      saltHex: '85f4b1ba1861fafae644ef8a5e2a8980',
      hashHex: 'c735d15dfc7aa75886a36b62dff226380b0cac7429b81733122ddbf73a5ec9cb',
    },
  },
]

/** The same accounts with another password. */
export async function demoAccountsWith(password: string): Promise<readonly Account[]> {
  const passwordHash = await hashPassword(password)
  return demoAccounts.map((account) => ({ ...account, passwordHash }))
}
