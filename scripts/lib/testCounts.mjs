import { readFileSync } from 'node:fs'

/**
 * What the test runner counted. A file that could not be loaded has no tests to count, and an
 * error outside of any test fails the run without failing a test: both count as one failure.
 */
export function readCounts(resultFile, exitCode) {
  const result = readResult(resultFile)
  if (result === null) return { passed: 0, failed: 1, skipped: 0 }

  const brokenFileCount = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(isFailed),
  ).length
  const failed = result.numFailedTests + brokenFileCount
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  }
}

function isFailed(test) {
  return test.status === 'failed'
}

function readResult(resultFile) {
  try {
    return JSON.parse(readFileSync(resultFile, 'utf8'))
  } catch {
    return null
  }
}
