import { appendFile, open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createLineWriter } from './lineWriter.ts'
import { temporaryDataDir } from './testing/auditRecords.ts'

const emptyFile = { sizeBytes: 0, torn: false }

async function openFile() {
  const folder = await temporaryDataDir()
  const path = join(folder.path, 'lines')
  const file = await open(path, 'a+')
  return {
    file,
    path,
    text: () => readFile(path, 'utf8'),
    [Symbol.asyncDispose]: async () => {
      await file.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** The next write puts down a part of its bytes and then fails, as on a full disk. */
function tearNextWrite(file: FileHandle, path: string): void {
  vi.spyOn(file, 'write').mockImplementationOnce((async (bytes: Buffer) => {
    await appendFile(path, bytes.subarray(0, 3))
    throw new Error('ENOSPC')
  }) as unknown as FileHandle['write'])
}

test('each line knows its position, in bytes', async () => {
  await using target = await openFile()
  const writer = createLineWriter(target.file, emptyFile)
  const places = await Promise.all(['eins', 'zwölf', ''].map((line) => writer.append(line)))
  expect(await target.text()).toBe('eins\nzwölf\n\n')
  expect(places).toEqual([
    { offset: 0, lengthBytes: 4 },
    { offset: 5, lengthBytes: 6 },
    { offset: 12, lengthBytes: 0 },
  ])
})

test('a write that fails is reported to its caller; the next line begins on a new line', async () => {
  await using target = await openFile()
  const writer = createLineWriter(target.file, emptyFile)
  await writer.append('first')
  tearNextWrite(target.file, target.path)
  await expect(writer.append('second')).rejects.toThrow('ENOSPC')
  const place = await writer.append('third')
  const text = await target.text()
  expect(text).toBe('first\nsec\nthird\n')
  expect(text.slice(place.offset, place.offset + place.lengthBytes)).toBe('third')
})

test('a write in pieces is one write', async () => {
  await using target = await openFile()
  const write = target.file.write.bind(target.file)
  vi.spyOn(target.file, 'write').mockImplementation((async (bytes: Buffer) =>
    write(bytes.subarray(0, 2))) as unknown as FileHandle['write'])
  const writer = createLineWriter(target.file, emptyFile)
  await writer.append('in pieces')
  expect(await target.text()).toBe('in pieces\n')
})

test('a disk that does not accept a write is reported to the next caller', async () => {
  await using target = await openFile()
  const writer = createLineWriter(target.file, emptyFile)
  const sync = vi.spyOn(target.file, 'datasync').mockRejectedValueOnce(new Error('EIO'))
  await writer.append('first')
  await vi.waitFor(() => expect(sync).toHaveReturned())
  await expect(writer.append('second')).rejects.toThrow('The disk did not accept what was written.')
  await expect(writer.append('third')).resolves.toBeDefined()
})

test('closing waits for pending writes', async () => {
  await using target = await openFile()
  const write = target.file.write.bind(target.file)
  vi.spyOn(target.file, 'write').mockImplementationOnce((async (bytes: Buffer) => {
    for (let turn = 0; turn < 20; turn += 1) await setImmediate()
    return write(bytes)
  }) as unknown as FileHandle['write'])
  const writer = createLineWriter(target.file, emptyFile)
  const appends = ['one', 'two'].map((line) => writer.append(line))
  await writer.close()
  expect(await target.text()).toBe('one\ntwo\n')
  await Promise.all(appends)
  await expect(writer.append('three')).rejects.toThrow('The file is closed.')
})
