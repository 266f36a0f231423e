import { test } from 'vitest'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { openDuckDbRunner } from '../database/duckdbRunner.ts'
import { demoDataDirectory } from '../database/demoData.ts'
import { findDataFiles } from './dataFiles.ts'
import { readCsv } from './readCsv.ts'
test('x', async () => {
  const folder = mkdtempSync('/tmp/inst/w-')
  const database = await openDuckDbRunner('/tmp')
  const show = async (path: string) => {
    const t = performance.now()
    try {
      const [file] = await findDataFiles([path])
      const copy = await readCsv(file!, { database, folder })
      const types = await database.rows(`DESCRIBE FROM '${copy.path}'`)
      const n = await database.rows(`SELECT count(*) FROM '${copy.path}'`)
      console.log(path.split('/').pop(), String(n), Math.round(performance.now() - t), 'ms', copy.notes.join(), copy.labels.slice(0,20).map((l, i) => `${l}:${types[i]![1]}`).join(' '))
    } catch (e) { console.log(path, (e as Error).message) }
  }
  const dir = demoDataDirectory()
  for (const name of readdirSync(dir)) if (/\.(csv|tsv)$/.test(name)) await show(`${dir}/${name}`)
  const f = (name: string, text: string | Buffer) => { writeFileSync(`/tmp/inst/${name}.csv`, text); return show(`/tmp/inst/${name}.csv`) }
  await f('mixednl', 'a;b\r\n1;"x\ny"\n3;4,5\r\n')
  await f('short', 'a,b,c\n1,2\n3,4,5\n6\n7\n8,8,8,8\n')
  await f('latin', Buffer.from('a;b\n1;M\xfcller \x80\n', 'latin1'))
  await f('utf16', Buffer.from('\ufeffa;b\n1;Müller €\n', 'utf16le'))
  await f('quote', 'a,b\n"xy,2\n3,4\n')
  await f('german', 'Datum;Preis;Nr;Menge\n31.12.2020;1.234,56;007;1,234\n01.02.2021;3,5;008;2,000\n')
  await f('dates', 'us,eu,amb,ts,tz,big,n\n12/31/2020,31/12/2020,01/02/2020,2020-01-01 10:00,2020-01-01T10:00:00+02:00,12345678901234567890,NA\n')
  await f('wide', Array.from({length: 200}, (_, i) => `col ${i}`).join(',') + '\n' + Array.from({length: 3000}, (_, r) => Array.from({length: 200}, (_, i) => i % 3 ? String(r * i) : `t${r}`).join(',') + '\n').join(''))
  await f('late', 'a,b\n' + Array.from({length: 300000}, (_, r) => `${r},"x\ny"\n`).join('') + '1,2,3\n' + '1,2\n'.repeat(100000))
  await f('noheader', '1,2001-01-01\n2,2001-01-02\n')
  await f('empty', '')
  await f('blank', '\n\n')
  await f('headonly', 'a,b\n')
  await f('leadblank', '\n\na,b\n1,2\n')
  await f('single', 'a\n1\n\n3\n')
  await f('nul', 'a,b\n1,\0\n')
  await f('title', 'Sales of 2020\n\na,b\n1,2\n')
}, 600000)
