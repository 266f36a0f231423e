import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Release, RunReservations } from './runReservations.ts'

export interface ReservationsUnderTest {
  /** The reservations as two nodes see them; those of a single node are both. */
  readonly here: RunReservations
  readonly there: RunReservations
  close(): Promise<void>
}

/** What all reservations guarantee, from node to node. */
export function describeRunReservations(
  name: string,
  open: () => Promise<ReservationsUnderTest>,
): void {
  describe(`${name}, as reservations of runs`, () => {
    let nodes: ReservationsUnderTest
    beforeEach(async () => {
      nodes = await open()
    })
    afterEach(() => nodes.close())

    test('a viewer gets as many as they may have, of 20 that they ask for at once', async () => {
      const asked = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? nodes.here : nodes.there).reserve('analyst', 3),
      )
      const granted = (await Promise.all(asked)).filter((release) => release !== null)
      expect(granted).toHaveLength(3)
      expect(await nodes.there.reserve('seattle', 3)).not.toBeNull()
    })

    test('one that is given back, even twice, is free for one other', async () => {
      const held: Release[] = []
      for (let count = 0; count < 3; count += 1) {
        held.push((await nodes.here.reserve('analyst', 3))!)
      }
      held[0]!()
      held[0]!()
      await vi.waitFor(async () => {
        expect(await nodes.there.reserve('analyst', 3)).not.toBeNull()
      })
      expect(await nodes.there.reserve('analyst', 3)).toBeNull()
    })
  })
}
