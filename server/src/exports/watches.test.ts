import { expect, test } from 'vitest'
import { Watches } from './watches.ts'

test('one viewer may watch in so many places, and others as before', () => {
  const watches = new Watches({ watchesPerViewerMax: 2 })
  const first = watches.open('ada', 's1')
  watches.open('ada', 's2')
  expect(() => watches.open('ada', 's3')).toThrow('Live updates are open in 2 places.')
  watches.open('max', 's4')
  first.close()
  first.close()
  watches.open('ada', 's3')
  expect(() => watches.open('ada', 's3')).toThrow('Live updates')
})

test('a session that ends takes all its watches with it, and no other', () => {
  const watches = new Watches({ watchesPerViewerMax: 9 })
  const ended = [watches.open('ada', 's1'), watches.open('ada', 's1'), watches.open('max', 's1')]
  const others = [watches.open('ada', 's2'), watches.open('max', 's3')]
  watches.endSession('s1')
  expect(ended.map((watch) => watch.ended.aborted)).toEqual([true, true, true])
  expect(others.map((watch) => watch.ended.aborted)).toEqual([false, false])
})
