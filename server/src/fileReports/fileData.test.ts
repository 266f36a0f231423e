import { access } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { openDataFolder } from './testing/dataFolder.ts'

vi.mock('../collectGarbage.ts', { spy: true })

test('files are copied until they are closed, and what it took to look at them is given back', async () => {
  // Another test of the process may have loaded it without the spy.
  vi.resetModules()
  const { openFileData } = await import('./fileData.ts')
  const { collectAll } = await import('../collectGarbage.ts')
  await using folder = await openDataFolder()
  const path = await folder.write('table.csv', 'name,count\nAda,1\nGrace,2\n')
  const data = await openFileData({ paths: [path], directory: folder.workspace.folder })
  const [copy] = data.tables[0]!.view.files
  await expect(access(copy!.path)).resolves.toBeUndefined()
  expect(vi.mocked(collectAll)).toHaveBeenCalledOnce()
  await data.close()
  await expect(access(copy!.path)).rejects.toThrow('ENOENT')
})
