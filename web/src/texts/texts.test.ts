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
  expect([1, 2, 3, 4, 11, 12, 13, 21, 102].map(en.tray.inQueue)).toEqual([
    '1st in queue',
    '2nd in queue',
    '3rd in queue',
    '4th in queue',
    '11th in queue',
    '12th in queue',
    '13th in queue',
    '21st in queue',
    '102nd in queue',
  ])
})
