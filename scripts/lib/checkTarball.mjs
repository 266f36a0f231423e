import { readFile } from 'node:fs/promises'

/**
 * Whether an app would find everything in a package: what `package.json` promises (publint), and the
 * types of each entry (arethetypeswrong).
 *
 * @param {string} file the tarball
 * @returns {Promise<string | null>} what is wrong; null when all is well
 */
export async function checkTarball(file) {
  const tarball = new Uint8Array(await readFile(file)).buffer
  const problems = [...(await packageProblems(tarball)), ...(await typeProblems(tarball))]
  return problems.length === 0 ? null : [`${file}:`, ...problems].join('\n  ')
}

async function packageProblems(tarball) {
  const { publint } = await import('publint')
  const { formatMessage } = await import('publint/utils')
  const { messages, pkg } = await publint({ pack: { tarball }, level: 'warning', strict: true })
  return messages.map((message) => formatMessage(message, pkg, { color: false }))
}

/** The packages are ES modules: Node 20.19 loads those with `require`, too. */
const esmKinds = new Set(['node16-esm', 'bundler'])

async function typeProblems(tarball) {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core')
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
  if (result.types === false) return ['The package has no types.']
  return result.problems
    .filter(({ resolutionKind }) => resolutionKind === undefined || esmKinds.has(resolutionKind))
    .map((problem) => JSON.stringify(problem))
}
