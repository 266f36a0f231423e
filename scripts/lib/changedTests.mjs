import { execFileSync } from 'node:child_process'
import { root } from './paths.mjs'

const unitProjects = ['shared', 'server', 'web']

/** What the built product is made of. Its tests import nothing of that, so nothing else tells. */
const productSources =
  /^(server\/src|shared\/src|web\/(src|public|index\.html)|scripts\/lib\/build)/
const lockedVersions = /^(pnpm-lock\.yaml|pnpm-workspace\.yaml|.*package\.json)$/
const testFile = /^server\/(test\/.*\.test\.ts)$/

/**
 * The runs of vitest for what has changed since a commit: unit tests that import a changed file,
 * and every test that starts the built product when that has changed.
 *
 * @param {string} [since] a commit, such as `main`; uncommitted changes alone when left out
 * @returns {string[][]} arguments of each run
 */
export function changedRuns(since = 'HEAD') {
  const files = changedFiles(since)
  if (files.some((file) => lockedVersions.test(file))) return [[]]
  const projects = (names) => names.flatMap((name) => ['--project', name])
  const unit = [`--changed=${since}`, '--passWithNoTests', ...projects(unitProjects)]
  if (files.some((file) => isProductSource(file) || file.startsWith('server/testing/'))) {
    return [unit, projects(['http', 'e2e'])]
  }
  const tests = files.map((file) => testFile.exec(file)?.[1]).filter((name) => name !== undefined)
  return tests.length > 0 ? [unit, [...projects(['http', 'e2e']), ...tests]] : [unit]
}

function isProductSource(file) {
  return productSources.test(file) && !/\.(test|contract)\.ts$|\/testing\//.test(file)
}

function changedFiles(since) {
  const list = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  return [
    ...list('diff', '--name-only', since).split('\n'),
    ...list('ls-files', '--others', '--exclude-standard').split('\n'),
  ].filter((file) => file !== '')
}
