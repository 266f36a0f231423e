import { expect, test } from 'vitest'
import { checkDuckDbVersion } from './duckdbVersion.ts'

test('the installed DuckDB and later ones are taken', () => {
  expect(() => checkDuckDbVersion()).not.toThrow()
  for (const found of ['v1.5.0', 'v1.10.2', 'v2.0.0', 'v1.6.0-dev123']) {
    expect(() => checkDuckDbVersion(found)).not.toThrow()
  }
})

test('an older one is refused with what to do', () => {
  expect(() => checkDuckDbVersion('v1.4.4')).toThrow(
    '@duckdb/node-api has to be 1.5 or newer; this is v1.4.4.',
  )
})
