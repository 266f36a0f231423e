import { expect, test } from 'vitest'
import { Random } from '../formats/testing/random.ts'
import { FairLine } from './fairLine.ts'

interface Item {
  readonly viewerId: string
  readonly name: string
}

function lineOf(...names: string[]) {
  const line = new FairLine<Item>()
  const items = names.map((name) => ({ viewerId: name[0]!, name }))
  for (const item of items) line.push(item)
  return { line, items }
}

const namesOf = (items: readonly (Item | undefined)[]) => items.map((item) => item?.name)
const idle = () => 0

test('viewers take turns, and the items of each keep their order', () => {
  const { line } = lineOf('a1', 'a2', 'a3', 'b1', 'c1', 'b2')
  expect(namesOf(line.inOrder(idle))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
  const taken = Array.from({ length: 7 }, () => line.take(idle))
  expect(namesOf(taken)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined])
  expect(line.length).toBe(0)
})

test('the one with the least at work comes first, and one with too much waits', () => {
  const { line } = lineOf('a1', 'b1', 'c1')
  const running: Record<string, number | null> = { a: null, b: 2, c: 1 }
  const take = () => line.take((viewerId) => running[viewerId]!)
  expect(namesOf([take(), take(), take()])).toEqual(['c1', 'b1', undefined])
  running.a = 0
  expect(take()?.name).toBe('a1')
})

test('what is put back is the next of its viewer', () => {
  const { line } = lineOf('a1', 'a2', 'b1')
  const first = line.take(idle)!
  line.putBack(first)
  expect(namesOf(line.inOrder(idle))).toEqual(['b1', 'a1', 'a2'])
})

test('what is removed is no longer in line', () => {
  const { line, items } = lineOf('a1', 'a2', 'b1')
  expect([line.remove(items[0]!), line.remove(items[0]!)]).toEqual([true, false])
  expect([line.length, line.lengthOf('a'), line.lengthOf('b'), line.lengthOf('c')]).toEqual([
    2, 1, 1, 0,
  ])
})

test('no viewer waits for more than one turn of each other viewer, in random lines', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = new Random(seed)
    const { line } = lineOf()
    const viewers = ['a', 'b', 'c', 'd']
    let turnsSince = new Map<string, string[]>()
    for (let step = 0; step < 200; step += 1) {
      const viewerId = random.pick(viewers)
      if (random.chance(0.5)) {
        if (line.lengthOf(viewerId) === 0) turnsSince.set(viewerId, [])
        line.push({ viewerId, name: `${viewerId}${step}` })
        continue
      }
      const taken = line.take(idle)
      if (!taken) continue
      turnsSince = new Map(
        [...turnsSince].map(([id, turns]) => [
          id,
          id === taken.viewerId ? [] : [...turns, taken.viewerId],
        ]),
      )
      for (const [id, turns] of turnsSince) {
        if (line.lengthOf(id) > 0) expect(new Set(turns).size, `seed ${seed}`).toBe(turns.length)
      }
    }
  }
})
