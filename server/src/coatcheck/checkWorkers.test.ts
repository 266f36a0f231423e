import { expect, test } from 'vitest'
import { checkWorkers } from './checkWorkers.ts'

const urlOf = (file: string) => ({ url: new URL(file, import.meta.url) })

test('a module that is not there is refused', () => {
  expect(() => checkWorkers(urlOf('exportThread.js'), true)).toThrow(
    'exportThread.js, which does not exist.',
  )
})

test('TypeScript is refused where threads do not run it', () => {
  expect(() => checkWorkers(urlOf('checkWorkers.ts'), false)).toThrow('name the JavaScript file.')
  expect(() => checkWorkers(urlOf('checkWorkers.ts'), true)).not.toThrow()
})
