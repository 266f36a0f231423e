import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as parser from 'vue-eslint-parser'
import { root } from '../lib/paths.mjs'
import { sourceFiles } from './sourceFiles.mjs'

export const { meta } = parser

let parsedCount = 0

/**
 * Parses a component as vue-eslint-parser does. TypeScript's project takes the script of each one in
 * the place of its whole file, and checks everything again after each change: so that it is checked
 * once, the second component that is linted has the scripts of all put there.
 *
 * @type {typeof parser.parseForESLint}
 */
export function parseForESLint(code, options) {
  parsedCount += 1
  if (parsedCount === 2 && options.projectService) {
    for (const file of sourceFiles(root, /\.vue$/)) {
      const filePath = join(root, file)
      parser.parseForESLint(readFileSync(filePath, 'utf8'), { ...options, filePath })
    }
  }
  return parser.parseForESLint(code, options)
}
