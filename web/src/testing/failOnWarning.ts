import { afterEach, beforeEach, expect, vi, type MockInstance } from 'vitest'

let warn: MockInstance<typeof console.warn>

// Vue reports misuse by console.warn: a test that triggers one has found a bug.
beforeEach(() => {
  warn = vi.spyOn(console, 'warn')
})

afterEach(() => {
  const warnings = warn.mock.calls.map((parts) => parts.join(' '))
  warn.mockRestore()
  expect(warnings).toEqual([])
})
