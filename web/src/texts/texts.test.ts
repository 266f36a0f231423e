import { outlineOf, type ReportOutline } from '@coatcheck/shared'
import { reports } from '@coatcheck/shared/demo'
import { expect, test } from 'vitest'
import { en } from './en.ts'

test('every word of every report has a German translation', () => {
  const wordsOf = ({ title, description, fields, columns, measures, charts }: ReportOutline) => [
    title,
    description,
    ...[...fields, ...columns, ...measures].map(({ label }) => label),
    ...charts.map((chart) => chart.title),
  ]
  for (const report of reports) {
    const english = wordsOf(outlineOf(report, 'en'))
    const german = wordsOf(outlineOf(report, 'de'))
    expect(german.filter((word, index) => word === english[index])).toEqual([])
  }
})

test('a place in the queue is an ordinal', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 102].map(en.tray.inLine)).toEqual([
    '1st in line',
    '2nd in line',
    '3rd in line',
    '4th in line',
    '11th in line',
    '12th in line',
    '13th in line',
    '21st in line',
    '102nd in line',
  ])
})
