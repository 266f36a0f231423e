import { describe, expect, test } from 'vitest'
import { linkTarget } from './linkTarget.ts'

describe('the target of a link', () => {
  test.each([
    ['https://a.example/', 'https://a.example/'],
    ['HTTP://A.example/x?y=1#z', 'http://a.example/x?y=1#z'],
    ['https://ä.example/ö', 'https://xn--4ca.example/%C3%B6'],
    [`https://a.example/${'x'.repeat(2_061)}`, `https://a.example/${'x'.repeat(2_061)}`],
  ])('of %s is the address that browsers send', (text, target) => {
    expect(linkTarget(text)).toBe(target)
  })

  test.each([
    'javascript:alert(1)',
    'mailto:a@a.example',
    'ftp://a.example/',
    'https://',
    'https://a b.example/',
    ' https://a.example/',
    'www.a.example',
    'https://[::1]/',
    `https://a.example/${'x'.repeat(2_062)}`,
    `https://a.example/#${'x'.repeat(255)}`,
  ])('of %s is none', (text) => {
    expect(linkTarget(text)).toBeNull()
  })

  test('is the same after 100,000 calls, with compiled code', () => {
    const text = 'https://ä.example/ö'
    const targets = new Set(Array.from({ length: 100_000 }, () => linkTarget(text)))
    expect([...targets]).toEqual([linkTarget(text)])
  })
})
