import './lib/requireNode.mjs'
import { parseArgs } from 'node:util'
import {
  benchTable,
  dayTable,
  matrixTable,
  productTable,
  readingTable,
  storeTable,
  templateTable,
  workbookTable,
} from './lib/benchTables.mjs'
import { build } from './lib/build.mjs'
import { buildBench } from './lib/buildBench.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { measureContenders } from './lib/measureContenders.mjs'
import { measureDay } from './lib/measureDay.mjs'
import { measureMatrix, workloads } from './lib/measureMatrix.mjs'
import { measurePostgres } from './lib/measurePostgres.mjs'
import { measureProduct } from './lib/measureProduct.mjs'
import { measureStore } from './lib/measureStore.mjs'
import { measureTemplates } from './lib/measureTemplates.mjs'

// `--matrix` measures tables of several kinds, beside other writers; `--only` some of them, with commas
// between their names, `--rounds` how often. `--templates` compares filled workbooks with those without a
// template, `--store` prepared files in a store with those on the node's own disk. `--postgres` measures
// exports of flights and orders, or of what `--only` names, from a Postgres that is installed here;
// `--rows` sets how many rows the slow writers get, there several numbers with commas between them, and
// with `--matrix` how many rows a table has at most; `--json` prints one line of JSON and nothing else.
const { values: asked } = parseArgs({
  options: {
    postgres: { type: 'boolean', default: false },
    matrix: { type: 'boolean', default: false },
    templates: { type: 'boolean', default: false },
    store: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    rows: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const rowCounts = (asked.rows ?? (asked.postgres ? '50000,200000' : '100000'))
  .split(',')
  .map(Number)
if (!rowCounts.every((count) => Number.isInteger(count) && count > 0)) {
  console.error(`--rows ${asked.rows}: use a whole number of rows, such as 50000.`)
  process.exit(1)
}
const rounds = Number(asked.rounds ?? (asked.postgres ? 3 : 5))
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds ${asked.rounds}: use a whole number, such as 5.`)
  process.exit(1)
}
const all = workloads.map(({ name }) => name)
const names = asked.only?.split(',') ?? (asked.postgres ? ['flights', 'orders'] : all)
const unknown = names.find((name) => !all.includes(name))
if (unknown !== undefined) {
  console.error(`--only ${unknown}: use ${all.join(', ')}.`)
  process.exit(1)
}
const say = asked.json ? () => {} : console.log

const log = console.log
if (asked.json) console.log = () => {}
await ensureInstalled()
const failure = await build()
console.log = log
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}
await buildBench()

const measured = asked.matrix
  ? await benchMatrix()
  : asked.postgres
    ? await benchPostgres()
    : asked.templates
      ? await benchTemplates()
      : asked.store
        ? await benchStore()
        : await bench()
if (asked.json) console.log(JSON.stringify(measured))

async function bench() {
  say('Rows in memory to the bytes of a workbook, 10 columns of real flights:\n')
  const contenders = await measureContenders(rowCounts[0])
  say(benchTable(contenders))
  say('\nThe product over HTTP, from the request for a ticket to the last byte:\n')
  const product = await measureProduct()
  say(productTable(product))
  return { contenders, product }
}

async function benchMatrix() {
  const matrix = await measureMatrix(say, {
    rounds,
    names,
    ...(asked.rows && { rowsMax: rowCounts[0] }),
  })
  say('\nFrom Parquet files over HTTP, rows per second; medians of the rounds:\n')
  say(matrixTable(matrix))
  if (asked.only) return { matrix }
  say('\nOne day of flights as a workbook over HTTP, in milliseconds:\n')
  const small = await measureDay()
  say(dayTable(small))
  return { matrix, day: small }
}

async function benchTemplates() {
  say('A million rows in memory to the bytes of a workbook, into a template and without one:\n')
  const templates = await measureTemplates(rounds)
  say(templateTable(templates))
  return { templates }
}

async function benchStore() {
  say('Workbooks prepared and fetched over HTTP, from the node that wrote them:\n')
  const store = await measureStore(rounds, say)
  say(`\n${storeTable(store)}`)
  return { store }
}

async function benchPostgres() {
  const { workbooks, readings } = await measurePostgres(rowCounts, { rounds, names, say })
  say('\nFrom Postgres to the last byte of a workbook over HTTP:\n')
  say(workbookTable(workbooks))
  say('\nThe same rows only read:\n')
  say(readingTable(readings))
  return { workbooks, readings }
}
