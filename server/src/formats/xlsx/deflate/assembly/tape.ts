import { distanceMax, lengthMax, lengthMin } from '../limits.ts'
import { distanceShift, literalByte, matchLength, oneNumeral } from '../tokens.ts'
import { encodeBlock } from './host.ts'

/** A place out of reach of any match, for pieces that have not been written. */
export const never: i32 = -0x2000_0000

/**
 * Bytes of XML between two slides of the buffer, each of which copies the window and moves all places.
 * Without texts, only the windows are ever touched.
 */
const slideBytes = 1_024 * 1_024

/** Not a byte of UTF-8: marks the end of text in which matches are searched. */
const textEnd: u8 = 0xff

/**
 * Tokens of a block. The first block ends after about 400 rows of ten columns, because bytes and
 * progress come at the ends of blocks; each later one is twice as long, up to about 7,000 rows: long
 * enough for a header of 100 bytes, short enough to follow changes in the data.
 */
const firstBlockTokens = 16 * 1_024
const blockTokensMax = 256 * 1_024

/*
 * A window of a sheet's XML, and its tokens. A place is an index into the XML, which goes back as far
 * as matches reach; all tables of places are moved when the buffer slides.
 *
 * Only text is actually written there. Matches with known pieces need only their place.
 */
export let xml: usize = 0
let xmlBytes: i32 = 0
export let position: i32 = 0
/** The tokens, and the address of the next one. */
export let tokens: usize = 0
export let tokenAt: usize = 0
/** A match that may still grow: the next piece is often the one that followed last time. */
export let pendingLength: i32 = 0
export let pendingDistance: i32 = 0
let slidBytes: f64 = 0
let blockTokens: i32 = firstBlockTokens
/** Tables of places; `searched` is 0 until the first text. */
let places: usize = 0
let placesEnd: usize = 0
export let searched: usize = 0
/** The table of places of texts fits the nearest cache: 10 % less time for 0.3 % more bytes. */
export const hashBits = 13
const searchedBytes = 4 << hashBits

/** `tokensMax` is the most room that is reserved at once; all places begin as `never`. */
export function prepareTape(tokensMax: i32, placesAt: usize, placeCount: i32): void {
  xmlBytes = distanceMax + slideBytes
  xml = heap.alloc(xmlBytes)
  tokens = heap.alloc((<usize>(blockTokensMax + tokensMax)) << 2)
  tokenAt = tokens
  position = 0
  slidBytes = 0
  pendingLength = 0
  blockTokens = firstBlockTokens
  searched = 0
  places = placesAt
  placesEnd = placesAt + ((<usize>placeCount) << 2)
  forget(places, placesEnd)
}

/** Bytes of XML since the start. */
export function xmlSize(): f64 {
  return slidBytes + <f64>position
}

/** Forgets everything written so far, so that nothing refers to it. */
export function restartTape(): void {
  forget(places, placesEnd)
  if (searched) forget(searched, searched + searchedBytes)
  slidBytes = -(<f64>position)
}

/** The table of places of texts, by hash. */
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

/** Moves over one byte with this token. */
export function literal(token: i32): void {
  endMatch()
  pushToken(token)
  position++
}

/** Moves over these bytes with one token each. */
export function literals(at: usize, count: i32): void {
  endMatch()
  for (let index = 0; index < count; index++) pushToken(literalByte + load<u8>(at + index))
  position += count
}

/** Moves over decimal digits with one token each. */
export function digitLiterals(at: usize, count: i32): void {
  endMatch()
  for (let index = 0; index < count; index++) pushToken(oneNumeral + load<u8>(at + index) - 0x30)
  position += count
}

/** Moves over a piece that is also at `source`. */
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

/** Writes text at the position, without moving over it. */
export function placeText(at: usize, count: i32): void {
  memory.copy(xml + position, at, count)
  store<u8>(xml + position + count, textEnd)
}

/** Takes over the state that a hot loop kept in locals. */
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
  // Includes the mark after the last text.
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
