import { reports } from '@coatcheck/shared/demo'
import { expect, test } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'

test('every label of every report has a German translation', () => {
  const labels = reports.flatMap(({ title, description, fields, columns, measures, charts }) => [
    title,
    description,
    ...[...fields, ...columns, ...measures].map(({ label }) => label),
    ...charts.map((chart) => chart.title),
  ])
  expect(labels.filter((label) => !Object.hasOwn(de.labels, label))).toEqual([])
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
