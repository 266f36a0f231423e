import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './paths.mjs'

/** JavaScript that the page loads before it shows anything, gzipped. The charts come later. */
const firstLoadMaxBytes = 150_000

/** What is wrong with the size of the built page; null when it is small enough. */
export function overBudget() {
  const folder = join(root, 'web', 'dist')
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path)
  const bytes = files.reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length,
    0,
  )
  if (files.length > 0 && bytes <= firstLoadMaxBytes) return null
  return (
    `The page loads ${bytes} bytes of JavaScript (gzip) at first, and ${firstLoadMaxBytes} are ` +
    'allowed. Import what is not needed at once with defineAsyncComponent or import().'
  )
}
