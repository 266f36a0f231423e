import { afterEach, beforeEach, expect, vi } from 'vitest'

// A warning that no test asked for is a fault that no one looks at. A test that expects one spies
// on the console itself, and then nothing arrives here.
let unexpected = []

beforeEach(() => {
  unexpected = []
  for (const method of ['warn', 'error']) {
    vi.spyOn(console, method).mockImplementation((...parts) => {
      unexpected.push(`console.${method}: ${parts.map(String).join(' ')}`)
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  expect(unexpected, 'unexpected output on the console').toEqual([])
})
