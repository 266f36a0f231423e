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
      hashHex: 'f5e4b44f192d9f98cd80562b3ccf4c04c2a581be6eec6c25ceb8b49f440a294e',
    },
  },
  {
    username: 'seattle',
    name: 'Seattle station',
    scope: { kind: 'airports', airports: ['SEA'] },
    passwordHash: {
      saltHex: '84113736dfe0dbc011afa8792c7d1371',
      hashHex: '26620b3b97ba3d302fe27cdcdc183b4a11d6d8b0e8d0fa674eb38e550b8ad44f',
    },
  },
  {
    username: 'atlanta',
    name: 'Atlanta station',
    scope: { kind: 'airports', airports: ['ATL'] },
    passwordHash: {
      saltHex: '85f4b1ba1861fafae644ef8a5e2a8980',
      hashHex: 'd3903691bcdd9b9639283d49605ad4a3682be5fc7fe8eedd1beec142519d7e7c',
    },
  },
]

/** The same accounts with another password. */
export async function demoAccountsWith(password: string): Promise<readonly Account[]> {
  const passwordHash = await hashPassword(password)
  return demoAccounts.map((account) => ({ ...account, passwordHash }))
}
