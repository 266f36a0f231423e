const names = {
  coatcheck: 'Coatcheck, all cores',
  'coatcheck, one core': 'Coatcheck, one core',
  plain: 'Coatcheck, plain writer and zlib',
  csv: 'Coatcheck, CSV',
  exceljs: 'exceljs, streaming',
  hucre: 'hucre, streaming',
  sheetjs: 'SheetJS',
}

/** Markdown, as docs/performance.md shows it. */
export function benchTable(measurements) {
  const head = ['writer', 'rows', 'rows/s', 'CPU/row', 'peak memory', 'file', 'first byte']
  const rows = measurements.map((measured) => [
    names[measured.contender],
    whole(measured.rowCount),
    whole(measured.rowsPerS),
    `${measured.cpuPerRowUs.toFixed(2)} µs`,
    megabytes(measured.peakMemoryBytes),
    megabytes(measured.fileBytes),
    `${whole(measured.firstByteMs)} ms`,
  ])
  return markdown(head, rows)
}

export function templateTable(measurements) {
  const head = ['workbook', 'filled', 'without', 'speed', 'by CPU time', 'more memory']
  const rows = measurements.map(({ file, filled, plain }) => [
    file,
    `${whole(filled.elapsedMs)} ms`,
    `${whole(plain.elapsedMs)} ms`,
    (plain.elapsedMs / filled.elapsedMs).toFixed(2),
    (plain.cpuMs / filled.cpuMs).toFixed(2),
    megabytes(filled.peakMemoryBytes - plain.peakMemoryBytes),
  ])
  return markdown(head, rows)
}

export function productTable(measurements) {
  const head = [
    'rows',
    'first byte',
    'last byte',
    'rows/s',
    'file',
    'memory over idle',
    'event-loop delay p99',
  ]
  const rows = measurements.map((measured) => [
    whole(measured.rowCount),
    `${whole(measured.firstByteMs)} ms`,
    `${whole(measured.lastByteMs)} ms`,
    whole(measured.rowsPerS),
    megabytes(measured.fileBytes),
    measured.memoryOverIdleBytes === null ? '–' : megabytes(measured.memoryOverIdleBytes),
    `${measured.delayP99Ms.toFixed(1)} ms`,
  ])
  return markdown(head, rows)
}

export function storeTable(measurements) {
  const head = [
    'rows',
    'file',
    'own disk, last byte',
    'store, last byte',
    'times as long',
    'CPU of the node',
    'memory over idle',
    'load',
  ]
  const rows = measurements.map(({ fileBytes, load, local, rowCount, store }) => [
    whole(rowCount),
    megabytes(fileBytes),
    `${whole(local.lastByteMs)} ms`,
    `${whole(store.lastByteMs)} ms`,
    (store.lastByteMs / local.lastByteMs).toFixed(2),
    `${whole(local.cpuMs)} → ${whole(store.cpuMs)} ms`,
    `${megabytes(local.memoryOverIdleBytes)} → ${megabytes(store.memoryOverIdleBytes)}`,
    load.toFixed(1),
  ])
  return markdown(head, rows)
}

/** With the geometric mean of the ratios to exceljs as its last line. */
export function matrixTable(measurements) {
  const head = 'data,rows,XLSX,CSV,exceljs,hucre,COPY,XLSX ÷ exceljs,CSV time ÷ COPY,memory'.split(
    ',',
  )
  const rows = measurements.map((measured) => [
    measured.name,
    whole(measured.rowCount),
    ...['xlsx', 'csv', 'exceljs', 'hucre', 'copy'].map((name) => whole(measured.rowsPerS[name])),
    `${measured.toExceljs.toFixed(1)} ×`,
    `${measured.timeToCopy.toFixed(1)} ×`,
    megabytes(measured.memoryOverIdleBytes),
  ])
  const logs = measurements.map(({ toExceljs }) => Math.log(toExceljs))
  const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length)
  const last = ['geometric mean', ...Array(6).fill(''), `${mean.toFixed(1)} ×`, '', '']
  return markdown(head, [...rows, last])
}

export function dayTable({ rowCount, first, warm, usualFirst, usualWarm }) {
  const head = ['writer', 'rows', 'first after a start', 'later']
  const line = (writer, ...times) => [
    writer,
    whole(rowCount),
    ...times.map((ms) => `${whole(ms)} ms`),
  ]
  return markdown(head, [
    line('Coatcheck', first, warm),
    line('exceljs', usualFirst, usualWarm),
    ['part of its time', '', (first / usualFirst).toFixed(2), (warm / usualWarm).toFixed(2)],
  ])
}

const postgresNames = {
  product: 'Coatcheck, ticket included',
  usual: 'exceljs, streaming, with pg-cursor',
  portal: 'Coatcheck: one portal, binary',
  copy: 'COPY TO STDOUT, binary, decoded alike',
  cursor: 'pg-cursor',
}

/** Exports from Postgres; `timesAsFast` is told of the product, over the rounds. */
export function workbookTable(measurements) {
  const head = 'data,writer,rows,rows/s,first byte,last byte,CPU,memory over idle,file'.split(',')
  const rows = measurements.map((measured) => [
    measured.name,
    postgresNames[measured.writer],
    whole(measured.rowCount),
    whole(measured.rowsPerS),
    `${whole(measured.firstByteMs)} ms`,
    `${whole(measured.lastByteMs)} ms`,
    measured.cpuMs === undefined ? '–' : `${whole(measured.cpuMs)} ms`,
    measured.memoryOverIdleBytes === undefined ? '–' : megabytes(measured.memoryOverIdleBytes),
    megabytes(measured.fileBytes),
  ])
  const ratios = measurements.flatMap(({ name, rowCount, timesAsFast }) =>
    timesAsFast
      ? [
          `${name}, ${whole(rowCount)} rows: ${times(timesAsFast.from)} to ${times(timesAsFast.to)} as fast`,
        ]
      : [],
  )
  return [markdown(head, rows), '', ...ratios].join('\n')
}

export function readingTable(readings) {
  const head = ['data', 'reader', 'rows', 'rows/s', 'CPU/row']
  const rows = readings.map((reading) => [
    reading.name,
    postgresNames[reading.reader],
    whole(reading.rowCount),
    whole(reading.rowsPerS),
    `${reading.cpuPerRowUs.toFixed(2)} µs`,
  ])
  return markdown(head, rows)
}

function markdown(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  )
  const line = (cells) =>
    `| ${cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
      )
      .join(' | ')} |`
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

function whole(value) {
  return Math.round(value).toLocaleString('en')
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function times(ratio) {
  return `${ratio.toFixed(1)}×`
}
