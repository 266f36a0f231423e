import { describe, expect, test } from 'vitest'
import {
  createSignInLimits,
  signInLimit,
  type Attempt,
  type AttemptCounters,
  type SignInLimits,
} from './signInLimits.ts'

const { perAccountMax, perAddressMax, windowS } = signInLimit

export const analyst: Attempt = { username: 'analyst', address: '192.0.2.1' }
export const tooMany = { code: 'too-many-attempts' }

export async function fail(limits: SignInLimits, attempt: Attempt, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await limits.count(attempt)
}

/** As many failures as an address may have, by names none of which comes to its own limit. */
async function failAtAddress(limits: SignInLimits, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await limits.count({ ...analyst, username: `guess-${count % (perAddressMax / 4)}` })
  }
}

/** @param open counters that have counted nothing yet; those of two nodes, if there are several */
export function describeSignInLimits(
  name: string,
  open: () => Promise<readonly [AttemptCounters, AttemptCounters]>,
): void {
  describe(`sign-in limits counted in ${name}`, () => {
    async function openLimits() {
      const [here, there] = (await open()).map(createSignInLimits)
      return { here: here!, there: there! }
    }

    test('allow the last attempt of an account, and not one more, wherever it was counted', async () => {
      const { here, there } = await openLimits()
      await fail(here, analyst, perAccountMax - 1)
      await expect(there.check(analyst)).resolves.toBeUndefined()
      await fail(there, analyst, 1)
      for (const limits of [here, there]) {
        await expect(limits.check(analyst)).rejects.toMatchObject(tooMany)
        await expect(limits.count(analyst)).rejects.toMatchObject(tooMany)
      }
    })

    test('allow of guesses that come all at once no more than one by one', async () => {
      const { here, there } = await openLimits()
      const guesses = Array.from({ length: 4 * perAccountMax }, async (_, index) => {
        const limits = index % 2 === 0 ? here : there
        await limits.check(analyst)
        await limits.count(analyst)
      })
      const settled = await Promise.allSettled(guesses)
      const allowed = settled.filter(({ status }) => status === 'fulfilled')
      expect(allowed).toHaveLength(perAccountMax)
    })

    test('say how long to wait', async () => {
      const { here, there } = await openLimits()
      await fail(here, analyst, perAccountMax)
      const refusal = there.check(analyst)
      await expect(refusal).rejects.toMatchObject({
        ...tooMany,
        message: 'Too many sign-in attempts. Try again in 15 minutes.',
        retryAfterS: expect.toSatisfy((s: number) => s > windowS - 60 && s <= windowS) as number,
      })
    })

    test('lock no one out who signs in from elsewhere', async () => {
      const { here } = await openLimits()
      await fail(here, analyst, perAccountMax)
      await expect(here.check({ ...analyst, address: '192.0.2.2' })).resolves.toBeUndefined()
    })

    test('leave other accounts of the address alone, up to its own limit', async () => {
      const { here, there } = await openLimits()
      const colleague = { ...analyst, username: 'seattle' }
      await fail(here, analyst, perAccountMax)
      await failAtAddress(here, perAddressMax - 1 - perAccountMax)
      await expect(there.check(colleague)).resolves.toBeUndefined()
      await fail(here, { ...analyst, username: 'no one' }, 1)
      await expect(there.check(colleague)).rejects.toMatchObject(tooMany)
    })

    test('forgive the slips of an account by the right password, not those of the address', async () => {
      const { here, there } = await openLimits()
      await fail(here, analyst, perAccountMax)
      await there.forgive(analyst)
      await expect(here.check(analyst)).resolves.toBeUndefined()
      // The one that was right is taken back: so many have failed, and one more may.
      await failAtAddress(here, perAddressMax - perAccountMax)
      await expect(here.check(analyst)).resolves.toBeUndefined()
      await fail(here, analyst, 1)
      await expect(here.check(analyst)).rejects.toMatchObject(tooMany)
    })

    test('are not got around by a client that has a whole IPv6 network', async () => {
      const { here } = await openLimits()
      for (let count = 0; count < perAccountMax; count += 1) {
        await fail(here, { ...analyst, address: `2001:db8::${count.toString(16)}` }, 1)
      }
      const sameNetwork = here.check({ ...analyst, address: '2001:db8::ffff' })
      await expect(sameNetwork).rejects.toMatchObject(tooMany)
      const another = here.check({ ...analyst, address: '2001:db8:0:1::1' })
      await expect(another).resolves.toBeUndefined()
    })
  })
}
