import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sourceFiles } from './sourceFiles.mjs'

/** Words that give away translated prose, and plain English instead. */
const words = [
  [/\bwhoever\b/i, 'anyone who, the person who, or the noun itself'],
  [/\bnobody\b/i, 'no one, or say it without'],
  [/\banew\b/i, 'again'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bshall\b/i, 'must or will'],
  [/\bsuch a one\b/i, 'it, or the noun itself'],
  [/\bone's own\b/i, 'your own or its own'],
  [/\bby the way of\b/i, 'through'],
]

/** This one names the words themselves. */
const exempt = 'scripts/lint/plainWords.mjs'

/** @returns {string[]} a message for each such word in our sources and documents */
export function plainWordMessages(root) {
  return sourceFiles(root, /\.(ts|mjs|js|vue|md)$/)
    .filter((path) => path !== exempt)
    .flatMap((path) => messagesFor(path, readFileSync(join(root, path), 'utf8')))
}

/** @returns {string[]} `path:line: "word" → instead` */
export function messagesFor(path, text) {
  return text.split('\n').flatMap((line, index) =>
    words.flatMap(([pattern, instead]) => {
      const word = pattern.exec(line)?.[0]
      return word === undefined ? [] : [`${path}:${index + 1}: "${word}" → ${instead}`]
    }),
  )
}
