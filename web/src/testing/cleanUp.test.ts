import { describe, expect, test } from 'vitest'
import { useExportsStore } from '../exports/exportsStore.ts'
import { exportServer } from './exportServer.ts'
import { signedIn } from './exports.ts'
import { pageStores } from './mountWith.ts'

describe('the stores of a test', () => {
  const server = exportServer()

  test('follow the exports', () => {
    sessionStorage.setItem('coatcheck.session', JSON.stringify(signedIn))
    useExportsStore(pageStores(server.api))
    expect(server.subscribers).toHaveLength(1)
    expect(server.unsubscribe).not.toHaveBeenCalled()
  })

  test('have stopped when the next one begins', () => {
    expect(server.unsubscribe).toHaveBeenCalledOnce()
  })
})
