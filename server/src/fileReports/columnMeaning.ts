/** What the numbers of a column are, by its name and its values. */
export type Meaning =
  /** A code, or the number of a thing or a place: neither grouped, summed nor charted. */
  | 'identifier'
  /** A calendar year: neither grouped nor summed. */
  | 'year'
  /** A share of one, which reads as a percentage and has no sum. */
  | 'share'
  /** A price per unit, a temperature, a percentage: its sum means nothing. */
  | 'rate'
  | 'amount'

export interface NamedNumbers {
  readonly label: string
  /** The smallest and the largest number; null when there is none. */
  readonly min: number | null
  readonly max: number | null
}

const identifierWords = new Set(
  [
    'id ids code codes zip postcode plz fips nr nrs number numbers nummer barcode barcodes',
    'ean gtin upc isbn issn sku iban bic imei vin phone telephone telefon tel fax mobile handy',
    'extension numero número código codigo numéro',
  ]
    .join(' ')
    .split(' '),
)
/** These mean something else before another word: a key figure, a flat rate, no answer. */
const identifierLastWords = new Set(
  'key keys no num lat latitude lon lng long longitude breitengrad längengrad'.split(' '),
)
/** Written as one word: `Kundennummer`, `zipcode`, `artikelnr`. */
const identifierEnding = /(nummer|nr|code|zahlencode|leitzahl|number)$/

const yearWords = new Set('year yr jahr baujahr année annee an ano año anno'.split(' '))

const shareWords = new Set(
  'rate ratio share proportion fraction probability quote anteil steuersatz zinssatz taux tasa'.split(
    ' ',
  ),
)
/** Rates of something to something else, which are no share of one. */
const notShareWords = new Set('exchange fx currency heart frame bit sample wechsel gear'.split(' '))

const rateWords = new Set(
  [
    'temp temperature temperatur rate ratio share quote anteil proportion fraction age alter',
    'price preis kurs pct percent percentage prozent score index mean avg average median',
    'mittelwert durchschnitt speed velocity tempo geschwindigkeit height width length size depth',
    'höhe breite länge größe tiefe rank rang level stufe grade rating min max minimum maximum',
    'magnitude pressure druck luftdruck hpa mbar bar psi kpa humidity feuchte density dichte',
    'concentration probability angle degree degrees bearing altitude elevation factor faktor',
    'coefficient interest yield margin marge mpg kmh mph bpm ph voltage spannung wechselkurs',
    'satz steuersatz zinssatz prozentsatz heartrate taxrate',
  ]
    .join(' ')
    .split(' '),
)
const rateEnding = /(temperatur|temperature|druck|pressure|preis|price|quote|anteil)$/
/** A total is summed, also one of prices. */
const totalWords = new Set('total sum gross net summe gesamt brutto netto amount betrag'.split(' '))

/** What a column's numbers mean; when in doubt, an amount. */
export function meaningOf({ label, min, max }: NamedNumbers): Meaning {
  const words = wordsOf(label)
  if (isIdentifier(words)) return 'identifier'
  const isYearLike = min !== null && max !== null && min >= 1000 && max < 3000
  if (isYearLike && words.some((word) => yearWords.has(word) || /.jahr$/.test(word))) return 'year'
  if (words.some((word) => totalWords.has(word))) return 'amount'
  const isWithinOne = min !== null && max !== null && min >= -1 && max <= 1 && min < max
  if (isWithinOne && isShare(words)) return 'share'
  const isRate = words.some((word) => rateWords.has(word) || rateEnding.test(word))
  return isRate || /%|°|\bper\b|\bpro\b|\//i.test(label) || words.includes('per')
    ? 'rate'
    : 'amount'
}

/** Whether a name is that of an identifier, of any type. */
export function isIdentifierName(label: string): boolean {
  return isIdentifier(wordsOf(label))
}

function isIdentifier(words: readonly string[]): boolean {
  return words.some((word, index) => {
    // "Number of passengers" is a count.
    if (words[index + 1] === 'of') return false
    if (identifierWords.has(word) || identifierEnding.test(word)) return true
    return identifierLastWords.has(word) && index === words.length - 1
  })
}

function isShare(words: readonly string[]): boolean {
  if (words.some((word) => notShareWords.has(word))) return false
  return words.some((word) => shareWords.has(word) || /(quote|anteil)$/.test(word))
}

/** `customerId` and `customer_id` have the same words. */
function wordsOf(label: string): string[] {
  return label
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '')
}
