import './lib/requireNode.mjs'
import { build } from './lib/build.mjs'
import { benchTable, productTable } from './lib/benchTables.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { measureContenders } from './lib/measureContenders.mjs'
import { measureProduct } from './lib/measureProduct.mjs'

// `--json` prints one line of JSON and nothing else; `--rows <n>` sets how many rows the slow
// writers get.
const args = process.argv.slice(2)
const asJson = args.includes('--json')
const rowCount = Number(args[args.indexOf('--rows') + 1] || NaN) || 100_000
const say = asJson ? () => {} : console.log

const log = console.log
if (asJson) console.log = () => {}
await ensureInstalled()
const failure = await build()
console.log = log
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}

say('Rows in memory to the bytes of a workbook, 10 columns of real flights:\n')
const contenders = await measureContenders(rowCount)
say(benchTable(contenders))
say('\nThe product over HTTP, from the request for a ticket to the last byte:\n')
const product = await measureProduct()
say(productTable(product))
if (asJson) console.log(JSON.stringify({ contenders, product }))
