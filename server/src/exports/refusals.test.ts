import type { Logger } from 'pino'
import { expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import { noAudit } from '../audit/noAudit.ts'
import { Faults } from '../telemetry/faults.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createRefusals } from './refusals.ts'

test('a page whose origin is not named is a warning, once a second; other blocked requests are not', () => {
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const refusals = createRefusals({
    audit: noAudit(),
    faults: new Faults(logger),
    logger: logger as unknown as Logger,
    metrics: createMetrics(),
  })
  const cause = new Error('Name its origin in pageOrigins.')
  const foreign = new AppError('not-a-navigation', 'Start the download elsewhere.', { cause })
  for (let count = 0; count < 3; count += 1) {
    refusals.download({ error: foreign, record: null, address: null })
  }
  expect(logger.warn.mock.calls).toEqual([
    [{ code: 'not-a-navigation', err: cause }, 'download refused'],
  ])
  refusals.download({ error: new AppError('prefetch', 'No.'), record: null, address: null })
  expect(logger.warn).toHaveBeenCalledTimes(1)
  expect(logger.error).not.toHaveBeenCalled()
})
