import { expect, test } from 'vitest'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'

test.each([
  ...['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.10', '::1', '[::1]', '0:0:0:0:0:0:0:1'],
  ...['::ffff:127.0.0.1', '[::ffff:7f00:1]'],
])('only this machine can reach %s', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

test.each([
  ...['0.0.0.0', '::', '[::]', '192.168.0.10', '128.0.0.1', '::2', 'fe80::1', '::ffff:10.0.0.1'],
  // Names that only look like one, and spellings that a resolver may take for any address.
  ...['laptop', 'localhost.example.com', 'my-localhost', '127.0.0.1.example.com', '127.1', '0', ''],
])('others may reach %j', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})

test('a name is no address', () => {
  expect(isLoopbackAddress('localhost')).toBe(false)
})
