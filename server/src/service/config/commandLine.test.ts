import { expect, test } from 'vitest'
import { readCommandLine } from './commandLine.ts'

test.each([
  [[], []],
  [['--data', 'a.csv'], ['a.csv']],
  [['--data=a.csv'], ['a.csv']],
  [
    ['--data', 'a.csv', '--data', 'folder'],
    ['a.csv', 'folder'],
  ],
  // What a shell makes of `--data *.csv`.
  [
    ['--data', 'a.csv', 'b.csv', 'c.csv'],
    ['a.csv', 'b.csv', 'c.csv'],
  ],
])('%j names %j', (args, dataPaths) => {
  expect(readCommandLine(args)).toEqual({ dataPaths })
})

test.each([
  [['a.csv'], /a\.csv: put --data before it/],
  [['--date', 'a.csv'], /--date: there is no such option; use --data/],
  [['--data'], /--data: name a Parquet, CSV or TSV file/],
  [['--data', ' '], /--data: name a Parquet, CSV or TSV file/],
])('%j is told what would be right', (args, problem) => {
  expect(readCommandLine(args)).toHaveProperty('problem', expect.stringMatching(problem))
})
