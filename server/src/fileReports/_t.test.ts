import { test } from 'vitest'
import { inspectData } from './inspectData.ts'
import { openDataFolder } from './testing/dataFolder.ts'
test('x', async () => {
  const folder = await openDataFolder()
  const names = Array.from({ length: 200 }, (_, index) => `column ${index}`)
  const row = (index: number) =>
    names.map((_, place) => (place % 2 ? index * place : 'xyz'[index % 3]))
  const rows = Array.from({ length: 50 }, (_, index) => row(index).join(','))
  const p = await folder.write('a.csv', [names.join(','), ...rows, ''].join('\n'))
  for (let k = 0; k < 3; k++) {
    const t = performance.now()
    await inspectData([p], folder.workspace)
    process.stdout.write(`${Math.round(performance.now() - t)} ms\n`)
  }
}, 100000)
