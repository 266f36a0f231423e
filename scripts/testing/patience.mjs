import { vi } from 'vitest'

// Vitest waits a second for what is to come, which a busy machine may not have: nothing is lost by more,
// because a test ends its wait when it has what it waits for.
const waitMsMax = 10_000

if (vi.waitFor.name !== 'waitPatiently') {
  const { waitFor } = vi
  vi.waitFor = function waitPatiently(check, options = waitMsMax) {
    return waitFor(
      check,
      typeof options === 'number' ? options : { timeout: waitMsMax, ...options },
    )
  }
}
