import { describe, expect, test } from 'vitest'
import { isIdentifierName, meaningOf, type Meaning } from './columnMeaning.ts'

/** Names with the smallest and the largest of their numbers. */
const meanings: Readonly<Record<Meaning, readonly (readonly [string, number, number])[]>> = {
  identifier: [
    ...[
      'id customerId customer_id IDs barcode ean EAN-13 invoice_no Invoice.No Kundennummer PLZ',
      'Rechnungsnr number phone zip_code zipcode codeISO key latitude HAUSNUMMER isbn order_num',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [name, 1, 9e9] as const),
    ['account number (old)', 1, 9e9],
    ['Nr. der Filiale', 1, 9e9],
  ],
  year: [
    ['year_built', 1890, 2024],
    ['Model Year', 1998, 2024],
    ['Baujahr', 1998, 2024],
    ['Geschäftsjahr', 1998, 2024],
    ['fiscalYear', 2019, 2024],
  ],
  share: [
    ['tax_rate', 0.07, 0.19],
    ['Market Share', 0, 1],
    ['growthRate', -0.2, 0.4],
    ['Erfolgsquote', 0.1, 0.9],
  ],
  rate: [
    ['heart_rate', 40, 180],
    ['exchange_rate', 0.8, 0.99],
    ['unit price', 1, 900],
    ['price', 1, 900],
    ['Einzelpreis', 1, 900],
    ['cost per unit', 1, 900],
    ['cost_per_unit', 1, 900],
    ['pressure_hpa', 900, 1100],
    ['Luftdruck', 900, 1100],
    ['percent', 0, 100],
    ['humidity %', 0, 100],
    ['temp_max', -10, 40],
    ['average delay', 0, 10],
    ['Age', 0, 99],
    ['km/h', 0, 200],
  ],
  amount: [
    ['amount', 0, 1e6],
    ['Number of passengers', 0, 800],
    ['No. of items', 0, 9],
    ['generated', 0, 9],
    ['corporate', 0, 9],
    ['total price', 0, 9e5],
    ['Gesamtpreis brutto', 0, 9e5],
    ['year to date', 0, 9e9],
    ['no_shows', 0, 9],
    ['keynotes', 0, 9],
    ['delay', -10, 900],
    ['Umsatz', 0, 9e9],
  ],
}

describe.each(Object.entries(meanings))('%s', (meaning, columns) => {
  test.each(columns)('%s from %d to %d', (label, min, max) => {
    expect(meaningOf({ label, min, max })).toBe(meaning)
    expect(isIdentifierName(label)).toBe(meaning === 'identifier')
  })
})
