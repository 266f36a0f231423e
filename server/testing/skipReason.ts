/**
 * What a test needs and the machine lacks. On a developer's machine the test is skipped and says
 * why; with `CI=true` it runs and fails, because there everything has to be tested.
 */
export function skipReason(what: string, isThere: boolean): string | undefined {
  if (isThere || process.env.CI === 'true') return undefined
  const reason = `${what} is not installed`
  process.stderr.write(`\nSKIPPED: ${reason}.\n`)
  return reason
}
