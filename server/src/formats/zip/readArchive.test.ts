import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { freeBuffers } from '../../freeBuffers.ts'
import { deflateText } from './deflateText.ts'
import { readArchive, unpack } from './readArchive.ts'
import { zipStream, type ZipPart } from './zipStream.ts'

const limits = { partsMax: 100, bytesMax: 1_000_000 }

async function zipOf(parts: readonly ZipPart[]): Promise<Buffer> {
  async function* inOrder() {
    yield* parts
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of zipStream(inOrder(), new Date('2026-01-01'))) {
    chunks.push(Uint8Array.from(chunk))
    // Consumers may do so.
    freeBuffers([chunk])
  }
  return Buffer.concat(chunks)
}

const partOf = (name: string, text = name): ZipPart => ({ name, bytes: Buffer.from(text) })

test('parts are read with their content, and written again as they are', async () => {
  const file = await zipOf([partOf('a.xml', 'one'), partOf('b/c.xml', 'two'.repeat(999))])
  const parts = readArchive(file, limits)
  expect([...parts.keys()]).toEqual(['a.xml', 'b/c.xml'])
  expect(Buffer.from(unpack(parts.get('b/c.xml')!)).toString()).toBe('two'.repeat(999))
  const again = await zipOf([...parts].map(([name, part]) => ({ name, ...part })))
  expect(readArchive(again, limits)).toEqual(parts)
})

test('a part that is streamed is where the directory says', async () => {
  const text = 'three'.repeat(99_999)
  const streamed = { name: 'b.xml', stream: deflateText([text]), mayBeLarge: false }
  const parts = readArchive(await zipOf([partOf('a.xml'), streamed, partOf('c.xml')]), limits)
  expect([...parts.keys()]).toEqual(['a.xml', 'b.xml', 'c.xml'])
  expect(Buffer.from(unpack(parts.get('b.xml')!)).toString()).toBe(text)
})

describe('files are refused', () => {
  test.each(['', 'no zip', 'PK\u0005\u0006', 'x'.repeat(100)])('that are none: %j', (text) => {
    expect(() => readArchive(Buffer.from(text), limits)).toThrow(/not a ZIP archive/)
  })

  test('that are cut anywhere', async () => {
    const file = await zipOf([partOf('a.xml'), partOf('b.xml')])
    for (let length = 0; length < file.length; length += 1) {
      expect(() => readArchive(file.subarray(0, length), limits)).toThrow()
    }
  })

  test('in which any byte of a content was changed', async () => {
    const text = 'some text that is long enough to be packed'
    const file = await zipOf([partOf('a.xml', text)])
    const start = 30 + 'a.xml'.length
    for (let at = start; at < start + deflateRawSync(Buffer.from(text)).length; at += 1) {
      const changed = Buffer.from(file)
      changed[at]! ^= 0x10
      expect(() => readArchive(changed, limits)).toThrow(/damaged/)
    }
  })

  test.each(['../a.xml', 'a/../b.xml', '/a.xml', 'a\\b.xml', 'c:a.xml', 'a//b.xml', './a.xml', ''])(
    'with the part name %j',
    async (name) => {
      const file = await zipOf([partOf(name)])
      expect(() => readArchive(file, limits)).toThrow(/forbidden name/)
    },
  )

  test('with two parts of one name, whatever its case', async () => {
    const file = await zipOf([partOf('a.xml'), partOf('A.xml')])
    expect(() => readArchive(file, limits)).toThrow(/twice/)
  })

  test('whose local header names another part', async () => {
    const file = await zipOf([partOf('a.xml')])
    file.write('b', 30)
    expect(() => readArchive(file, limits)).toThrow(/damaged/)
  })

  test('with more parts than the limit, or so many that they need ZIP64', async () => {
    const parts = Array.from({ length: 101 }, (_, index) => partOf(`${index}.xml`))
    const file = await zipOf(parts)
    expect(() => readArchive(file, limits)).toThrow('The file has 101 parts; the limit is 100.')
    const empty = { packed: deflateRawSync(Buffer.alloc(0)), crc32: 0, size: 0 }
    const many = await zipOf(
      Array.from({ length: 100_000 }, (_, index) => ({ name: `${index}`, ...empty })),
    )
    expect(() => readArchive(many, limits)).toThrow(/too many parts/)
  })

  test('that unpack to more than the limit, whatever they say of their size', async () => {
    const bomb = Buffer.alloc(50_000_000)
    const file = await zipOf([{ name: 'a.xml', bytes: bomb }])
    expect(() => readArchive(file, limits)).toThrow('The file unpacks to 48 MB; the limit is 1 MB.')
    const packed = deflateRawSync(bomb)
    const lying = await zipOf([{ name: 'a.xml', packed, crc32: crc32(bomb), size: 1_000 }])
    expect(() => readArchive(lying, limits)).toThrow(/damaged/)
  })

  test('with parts that share bytes', async () => {
    const file = await zipOf([partOf('a.xml'), partOf('b.xml')])
    const sizeAt = file.lastIndexOf('a.xml') - 46 + 20
    file.writeUInt32LE(file.readUInt32LE(sizeAt) + 1, sizeAt)
    expect(() => readArchive(file, limits)).toThrow(/not a ZIP archive/)
  })

  test('with encrypted parts', async () => {
    const file = await zipOf([partOf('a.xml')])
    file[file.lastIndexOf('a.xml') - 46 + 8]! |= 1
    expect(() => readArchive(file, limits)).toThrow(/encrypted/)
  })
})
