import { expect, test } from 'vitest'
import { freeBuffers } from './freeBuffers.ts'

test('frees memory at once', () => {
  const bytes = Buffer.allocUnsafeSlow(1_000)
  const others = new Uint8Array(20)
  freeBuffers([bytes, others])
  expect(bytes.buffer.byteLength).toBe(0)
  expect(others.buffer.byteLength).toBe(0)
  freeBuffers([])
})

test('leaves bytes alone whose memory holds others, too', () => {
  const memory = new Uint8Array([1, 2, 3, 4])
  // Small ones are parts of a pool.
  const pooled = Buffer.from('text')
  const shared = new Uint8Array(new SharedArrayBuffer(4))
  const wasm = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer, 8)
  freeBuffers([memory.subarray(1), pooled, shared, wasm, new Uint8Array(0)])
  expect([...memory]).toEqual([1, 2, 3, 4])
  expect(String(pooled)).toBe('text')
  expect(shared).toHaveLength(4)
  expect(wasm).toHaveLength(65_536 - 8)
})
