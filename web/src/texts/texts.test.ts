import { reports } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { de } from './de.ts'

test('every word of every report is there in German', () => {
  const words = reports.flatMap(({ title, description, fields, columns, measures, charts }) => [
    title,
    description,
    ...[...fields, ...columns, ...measures].map(({ label }) => label),
    ...charts.map((chart) => chart.title),
  ])
  expect(words.filter((word) => !Object.hasOwn(de.labels, word))).toEqual([])
})
