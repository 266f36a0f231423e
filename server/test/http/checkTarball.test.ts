import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))

const sound = {
  name: 'sound',
  version: '1.0.0',
  license: 'MIT',
  type: 'module',
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
}

/** What the check says of a package with this manifest, whose entry has these types. */
async function verdictOn(manifest: object, types: string): Promise<unknown> {
  await using folder = await temporaryFolder()
  const write = (name: string, text: string) => writeFile(join(folder.path, 'package', name), text)
  await mkdir(join(folder.path, 'package'))
  await write('package.json', JSON.stringify(manifest))
  await write('index.js', 'export const one = 1\n')
  await write('index.d.ts', types)
  await run('tar', ['czf', 'package.tgz', 'package'], { cwd: folder.path })
  const { checkTarball } = (await import(
    pathToFileURL(join(root, 'scripts/lib/checkTarball.mjs')).href
  )) as { checkTarball(file: string): Promise<string | null> }
  return await checkTarball(join(folder.path, 'package.tgz'))
}

test('a package is packed only if an app finds all that it promises', async () => {
  const types = 'export declare const one: 1\n'
  expect(await verdictOn(sound, types)).toBeNull()
  const noFile = { ...sound, exports: { '.': './other.js' } }
  expect(await verdictOn(noFile, types)).toContain('other.js')
  expect(await verdictOn(sound, `export * from './missing'\n`)).toContain('InternalResolutionError')
})

test.each(['server', 'shared'])('npm cannot publish the folder %s', async (name) => {
  const manifest = JSON.parse(await readFile(join(root, name, 'package.json'), 'utf8')) as {
    scripts: { prepublishOnly: string }
  }
  const cwd = join(root, name)
  await expect(
    run('npm', ['publish', '--dry-run', '--offline'], { cwd }),
    manifest.scripts.prepublishOnly,
  ).rejects.toThrow('Publish the packed tarballs instead')
})
