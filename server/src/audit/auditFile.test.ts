import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { auditFileName, openAuditFile } from './auditFile.ts'
import type { AuditEvent } from './auditEvent.ts'
import type { AuditLog } from './auditLog.ts'
import { aRequest, exportIdOf, issued, temporaryDataDir } from './testing/auditRecords.ts'

const noon = '2026-01-02T12:00:00.000Z'

async function openIn(dataDir: string, tailBytesMax?: number) {
  const log = await openAuditFile({ dataDir, now: () => Date.parse(noon), tailBytesMax })
  return { ...log, [Symbol.asyncDispose]: () => log.close() }
}

async function linesIn(dataDir: string): Promise<string[]> {
  const text = await readFile(join(dataDir, auditFileName), 'utf8')
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n')
}

/** The numbers of a viewer's exports, in the order of the history. */
async function historyOf(log: AuditLog, viewerId = 'seattle', limit = 100): Promise<number[]> {
  const records = await log.listFor(viewerId, { limit })
  return records.map(({ exportId }) => Number(exportId?.slice(-12)))
}

test('an event is one line of JSON with its time', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(join(folder.path, 'not', 'there', 'yet'))
  await log.append(issued(1))
  const [line = ''] = await linesIn(join(folder.path, 'not', 'there', 'yet'))
  expect(JSON.parse(line)).toEqual({ at: noon, ...issued(1) })
})

test('only the service’s own account may read who looked at what', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(join(folder.path, 'data'))
  await log.append(issued(1))
  expect((await stat(join(folder.path, 'data'))).mode & 0o077).toBe(0)
  expect((await stat(join(folder.path, 'data', auditFileName))).mode & 0o077).toBe(0)
})

test('appends that come at once are in the order of the calls', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(folder.path)
  const counts = Array.from({ length: 200 }, (_, count) => count)
  await Promise.all(counts.map((count) => log.append(issued(count))))
  const lines = await linesIn(folder.path)
  expect(lines.map((line) => (JSON.parse(line) as { rowCount: number }).rowCount)).toEqual(counts)
  expect(await historyOf(log, 'seattle', 3)).toEqual([199, 198, 197])
})

test('events survive a restart unchanged', async () => {
  await using folder = await temporaryDataDir()
  {
    await using log = await openIn(folder.path)
    await log.append(issued(1))
    await log.append(issued(2))
  }
  const before = await linesIn(folder.path)
  await using log = await openIn(folder.path)
  await log.append(issued(3))
  expect((await linesIn(folder.path)).slice(0, 2)).toEqual(before)
  expect(await historyOf(log)).toEqual([3, 2, 1])
})

test('a viewer sees only their own exports, newest first', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(folder.path)
  for (const count of [1, 3, 5]) {
    await log.append(issued(count, 'seattle'))
    await log.append(issued(count + 1, 'atlanta'))
  }
  expect(await historyOf(log, 'seattle')).toEqual([5, 3, 1])
  expect(await historyOf(log, 'atlanta')).toEqual([6, 4, 2])
  expect(await historyOf(log, 'no one')).toEqual([])
})

test('pages of a history neither overlap nor leave a gap', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(folder.path)
  for (let count = 1; count <= 7; count += 1) await log.append(issued(count))
  const seen: number[] = []
  let before: number | undefined
  for (;;) {
    const page = await log.listFor('seattle', { limit: 3, before })
    if (page.length === 0) break
    seen.push(...page.map((record) => (record.type === 'issued' ? record.rowCount : 0)))
    before = page.at(-1)?.position
  }
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1])
})

test('an asked-for page of nothing is empty', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(folder.path)
  await log.append(issued(1))
  expect(await historyOf(log, 'seattle', 0)).toEqual([])
})

test('a line that a crash tore is closed off, and everything else stays readable', async () => {
  await using folder = await temporaryDataDir()
  {
    await using log = await openIn(folder.path)
    await log.append(issued(1))
  }
  const torn = '{"at":"2026-01-02T12:00:00.000Z","type":"issued","viewerId":"sea'
  await appendFile(join(folder.path, auditFileName), torn)
  for (const count of [2, 3]) {
    await using log = await openIn(folder.path)
    await log.append(issued(count))
    expect((await historyOf(log))[0]).toBe(count)
  }
  await using log = await openIn(folder.path)
  expect(await historyOf(log)).toEqual([3, 2, 1])
  expect((await linesIn(folder.path))[1]).toBe(torn)
})

test('a whole last line that only lacks its newline still counts', async () => {
  await using folder = await temporaryDataDir()
  const line = JSON.stringify({ at: noon, ...issued(1) })
  await writeFile(join(folder.path, auditFileName), line)
  await using log = await openIn(folder.path)
  await log.append(issued(2))
  expect(await historyOf(log)).toEqual([2, 1])
  expect(await linesIn(folder.path)).toHaveLength(2)
})

test('lines that are not ours are skipped', async () => {
  await using folder = await temporaryDataDir()
  const ours = JSON.stringify({ at: noon, ...issued(1) })
  const lines = ['', 'null', '[]', '{"type":"issued"}', '\u0000\u0000', ours, 'grüße', '']
  await writeFile(join(folder.path, auditFileName), lines.join('\n'))
  await using log = await openIn(folder.path)
  await log.append(issued(2))
  expect(await historyOf(log)).toEqual([2, 1])
})

test('a start reads no more than the end of a long file', async () => {
  await using folder = await temporaryDataDir()
  {
    await using log = await openIn(folder.path)
    for (let count = 1; count <= 50; count += 1) await log.append(issued(count))
  }
  const lineBytes = Buffer.byteLength((await linesIn(folder.path))[0] ?? '')
  await using log = await openIn(folder.path, Math.floor(lineBytes * 3.5))
  await log.append(issued(51))
  expect(await historyOf(log)).toEqual([51, 50, 49, 48])
})

test('text of several bytes a character does not shift what follows', async () => {
  await using folder = await temporaryDataDir()
  const request = {
    report: 'bird-strikes' as const,
    filters: { from: '1990-01-01', until: '1991-01-01', species: ['Möwe 🐦', '\n"\\'] },
    format: 'csv' as const,
  }
  const event: AuditEvent = { ...issued(1), request }
  {
    await using log = await openIn(folder.path)
    await log.append(event)
    await log.append(issued(2))
    expect(await historyOf(log)).toEqual([2, 1])
  }
  await using log = await openIn(folder.path)
  const [, first] = await log.listFor('seattle', { limit: 2 })
  expect(first?.request).toEqual(request)
})

test('a request that today’s reports no longer take keeps its place, without the request', async () => {
  await using folder = await temporaryDataDir()
  const old = { at: noon, ...issued(1), request: { report: 'trains', format: 'xlsx' } }
  await writeFile(join(folder.path, auditFileName), `${JSON.stringify(old)}\n`)
  await using log = await openIn(folder.path)
  const [record] = await log.listFor('seattle', { limit: 1 })
  expect(record).toMatchObject({ exportId: exportIdOf(1), request: null })
})

test('no token reaches the file, and every other filter value does', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(folder.path)
  // As long as a ticket, which TicketService refuses.
  const long = `${'Ab_-'.repeat(10)}xyz`
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'
  const filters = {
    from: '1990-01-01',
    until: '1991-01-01',
    airports: [long, `${long}-${long}`],
    ticket: '4711',
    species: ['Gulls', token],
  }
  await log.append({
    ...issued(1),
    address: long,
    request: { report: 'bird-strikes', filters, format: 'csv' },
  })
  const [line = ''] = await linesIn(folder.path)
  expect(line).not.toContain('eyJ')
  const kept = { ...filters, species: ['Gulls', '[redacted]'] }
  expect(JSON.parse(line)).toMatchObject({ address: null, request: { filters: kept } })
  expect(await historyOf(log)).toEqual([1])
})

test('there is no field in which a ticket could slip in', async () => {
  await using folder = await temporaryDataDir()
  await using log = await openIn(folder.path)
  const event = Object.assign(issued(1), { ticket: 'secret' })
  await expect(log.append(event)).rejects.toThrow('ticket')
  await log.append(issued(2))
  expect(await linesIn(folder.path)).toHaveLength(1)
})

test('where nothing can be written the service does not start', async () => {
  await using folder = await temporaryDataDir()
  await mkdir(join(folder.path, auditFileName))
  await expect(openIn(folder.path)).rejects.toThrow('EISDIR')
})

test('a log that is closed records nothing, and says so', async () => {
  await using folder = await temporaryDataDir()
  const log = await openAuditFile({ dataDir: folder.path })
  await log.close()
  await expect(log.append({ ...issued(1), request: aRequest })).rejects.toMatchObject({
    code: 'store-unavailable',
    retryAfterS: 30,
  })
})
