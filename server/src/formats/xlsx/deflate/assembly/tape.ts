import { distanceMax, lengthMax, lengthMin } from '../limits.ts'
import { distanceShift, literalByte, matchLength, oneNumeral } from '../tokens.ts'
import { encodeBlock } from './host.ts'

/** A place further back than any match reaches: what has not been written yet stands here. */
export const never: i32 = -0x2000_0000

/**
 * XML between two slides of the buffer, each of which copies the window and moves all places. Where
 * there are no texts, nothing but the windows is ever touched of it.
 */
const slideBytes = 4 * 1_024 * 1_024

/** No byte of UTF-8: marks where text ends that a match may be looked for in. */
const textEnd: u8 = 0xff

/**
 * Tokens of a block. The first one ends after some 400 rows of ten columns, because bytes and
 * progress come with the ends of blocks; each one after it is twice as long, up to about 7,000 rows:
 * long enough for a head of 100 bytes, short against a drift.
 */
const firstBlockTokens = 16 * 1_024
const blockTokensMax = 256 * 1_024

/*
 * The XML of a sheet as it passes by, and the tokens that stand for it. A place in the XML is an
 * index into it, which goes back as far as matches reach; every table of places moves along when
 * the buffer slides.
 *
 * Only what is not known beforehand is really written there: text, and pieces that have to be told
 * byte by byte. Matches with known pieces need their place alone.
 */
export let xml: usize = 0
let xmlBytes: i32 = 0
export let position: i32 = 0
/** The tokens, and where the next one goes. */
export let tokens: usize = 0
export let tokenAt: usize = 0
/** A match that may yet grow: what comes next is often what came next the last time. */
export let pendingLength: i32 = 0
export let pendingDistance: i32 = 0
let slidBytes: f64 = 0
let blockTokens: i32 = firstBlockTokens
/** Tables of places; `searched` has some only after the first text. */
let places: usize = 0
let placesEnd: usize = 0
export let searched: usize = 0
const searchedBytes = 4 << 14

/** `tokensMax` is the most that room is reserved for at once; the places stay `never` until set. */
export function prepareTape(tokensMax: i32, placesAt: usize, placeCount: i32): void {
  xmlBytes = distanceMax + slideBytes
  xml = heap.alloc(xmlBytes)
  tokens = heap.alloc((<usize>(blockTokensMax + tokensMax)) << 2)
  tokenAt = tokens
  places = placesAt
  placesEnd = placesAt + ((<usize>placeCount) << 2)
  forget(places, placesEnd)
}

/** Bytes of XML that have passed by since the beginning. */
export function xmlSize(): f64 {
  return slidBytes + <f64>position
}

/** Forgets all that has been written, so that nothing refers to it. */
export function restartTape(): void {
  forget(places, placesEnd)
  if (searched) forget(searched, searched + searchedBytes)
  slidBytes = -(<f64>position)
}

/** The table of the places where texts were seen, by hash. */
export function searchedPlaces(): usize {
  if (searched === 0) {
    searched = heap.alloc(searchedBytes)
    forget(searched, searched + searchedBytes)
  }
  return searched
}

/** Makes room for this much XML and for `tokensMax` tokens. */
export function reserve(bytes: i32): void {
  reserveTokens()
  if (position + bytes >= xmlBytes) slide(bytes)
}

export function reserveTokens(): void {
  if (tokenAt <= tokens + ((<usize>blockTokens) << 2)) return
  endBlock()
  blockTokens = min(2 * blockTokens, blockTokensMax)
}

export function endBlock(): void {
  endMatch()
  const count = <i32>((tokenAt - tokens) >>> 2)
  if (count > 0) encodeBlock(count)
  tokenAt = tokens
}

export function matchToken(length: i32, distance: i32): i32 {
  return (matchLength + length) | (distance << distanceShift)
}

export function endMatch(): void {
  if (pendingLength === 0) return
  pushToken(matchToken(pendingLength, pendingDistance))
  pendingLength = 0
}

/** Moves over one byte, told by this token. */
export function literal(token: i32): void {
  endMatch()
  pushToken(token)
  position++
}

/** Moves over these bytes, told one by one. */
export function literals(at: usize, count: i32): void {
  endMatch()
  for (let index = 0; index < count; index++) pushToken(literalByte + load<u8>(at + index))
  position += count
}

/** Moves over decimal digits, told one by one. */
export function digitLiterals(at: usize, count: i32): void {
  endMatch()
  for (let index = 0; index < count; index++) pushToken(oneNumeral + load<u8>(at + index) - 0x30)
  position += count
}

/** Moves over a piece that stood at `source` before. */
export function match(source: i32, length: i32): void {
  const distance = position - source
  if (distance === pendingDistance && pendingLength + length <= lengthMax) {
    pendingLength += length
  } else {
    endMatch()
    pendingLength = length
    pendingDistance = distance
  }
  position += length
}

export function matchOrLiterals(source: i32, at: usize, count: i32): void {
  if (count >= lengthMin && position - source <= distanceMax) match(source, count)
  else literals(at, count)
}

/** Writes text from the position on, without moving over it. */
export function placeText(at: usize, count: i32): void {
  memory.copy(xml + position, at, count)
  store<u8>(xml + position + count, textEnd)
}

/** Takes back what a hot loop kept to itself. */
export function resume(at: i32, nextToken: usize, length: i32, distance: i32): void {
  position = at
  tokenAt = nextToken
  pendingLength = length
  pendingDistance = distance
}

function pushToken(token: i32): void {
  store<i32>(tokenAt, token)
  tokenAt += 4
}

function slide(room: i32): void {
  const bytes = max(0, position - distanceMax)
  // With the mark that ends the last text.
  const kept = position + 1 - bytes
  const before = xml
  if (kept + room >= xmlBytes) {
    xmlBytes = 2 * (kept + room)
    xml = heap.alloc(xmlBytes)
  }
  memory.copy(xml, before + bytes, kept)
  move(places, placesEnd, bytes)
  if (searched) move(searched, searched + searchedBytes, bytes)
  position -= bytes
  slidBytes += <f64>bytes
}

function move(from: usize, end: usize, bytes: i32): void {
  for (let at = from; at < end; at += 4) store<i32>(at, max(never, load<i32>(at) - bytes))
}

function forget(from: usize, end: usize): void {
  for (let at = from; at < end; at += 4) store<i32>(at, never)
}
