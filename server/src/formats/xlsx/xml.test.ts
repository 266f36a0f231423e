import { describe, expect, test } from 'vitest'
import { parseXml, textOf, toXml } from './xml.ts'

test.each([
  '<a b="1" c=\'"x"\'><d/>text &amp; more<e:f xmlns:e="u">  </e:f></a>',
  '<a><!-- a comment with <tags> --><b/><?go on?></a>',
  '<a x=">"><b y="/>">1 > 0</b></a>',
])('%s is written as it was read', (xml) => {
  expect(toXml(parseXml(xml))).toBe(xml.replace('\'"x"\'', '"&quot;x&quot;"'))
})

test('a declaration and a byte order mark are left out, CDATA becomes text', () => {
  const root = parseXml('\ufeff<?xml version="1.0"?>\n<a><![CDATA[<b> & c]]><!-- no --></a>\n')
  expect(textOf(root)).toBe('<b> & c')
  expect(toXml(root)).toBe('<a>&lt;b&gt; &amp; c<!-- no --></a>')
})

describe('a part is refused', () => {
  test.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '</a>',
    '<a',
    '<a b="1>',
    '<a><!-- </a>',
    '<a><b></a></b>',
  ])('that is not well-formed: %s', (xml) => {
    expect(() => parseXml(xml)).toThrow(SyntaxError)
  })

  test('that has a DTD', () => {
    const bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    expect(() => parseXml(bomb)).toThrow(/DTD/)
  })

  test('that is nested too deeply', () => {
    expect(() => parseXml('<a>'.repeat(100_000))).toThrow(/too deeply/)
  })

  test('in time that grows with its length only', () => {
    expect(() => parseXml('<a "'.repeat(500_000))).toThrow(SyntaxError)
  })
})
