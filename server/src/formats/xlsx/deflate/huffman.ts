/** More than there are symbols in any alphabet of DEFLATE. */
const symbolsMax = 512

// The tables are filled in loops: iterators and callbacks made a third of an export's garbage.

/**
 * Lengths of a Huffman code for symbols with these counts, none longer than `lengthMax` bits; a symbol
 * with count 0 gets length 0. When the tree is too deep, the counts are flattened and it is built
 * again: slightly worse than package-merge, and rare, because counts of about 2^12 do not make a tree
 * of depth 15.
 */
export function codeLengths(counts: Uint32Array, lengthMax: number): Uint8Array {
  const weights = new Float64Array(counts)
  for (;;) {
    const lengths = treeDepths(weights)
    if (lengths.every((length) => length <= lengthMax)) return lengths
    for (let symbol = 0; symbol < weights.length; symbol++) {
      weights[symbol] = Math.ceil(weights[symbol]! / 2)
    }
  }
}

/**
 * The codes for these lengths (RFC 1951, 3.2.2), mirrored: DEFLATE packs a code from its
 * most significant bit on, into bytes that fill from the least significant bit on (3.1.1).
 */
export function canonicalCodes(lengths: Uint8Array): Uint16Array {
  const perLength = new Uint16Array(17)
  for (const length of lengths) perLength[length]!++
  perLength[0] = 0
  const next = new Uint16Array(17)
  for (let length = 1; length <= 16; length++) {
    next[length] = (next[length - 1]! + perLength[length - 1]!) << 1
  }
  const codes = new Uint16Array(lengths.length)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!
    if (length > 0) codes[symbol] = mirrored(next[length]!++, length)
  }
  return codes
}

/** Depth of each symbol's leaf in the Huffman tree; 0 where the weight is 0. */
function treeDepths(weights: Float64Array): Uint8Array {
  const depths = new Uint8Array(weights.length)
  const leaves = leavesByWeight(weights)
  if (leaves.length === 1) depths[leaves[0]!] = 1
  if (leaves.length < 2) return depths

  // Leaves are sorted, and inner nodes are made in sorted order, so the lightest are at the heads.
  const nodeWeights = new Float64Array(2 * leaves.length - 1).fill(Infinity)
  for (let node = 0; node < leaves.length; node++) nodeWeights[node] = weights[leaves[node]!]!
  const parents = new Uint16Array(nodeWeights.length)
  let leaf = 0
  let inner = leaves.length
  for (let node = leaves.length; node < nodeWeights.length; node++) {
    let weight = 0
    for (let child = 0; child < 2; child++) {
      const takesLeaf = leaf < leaves.length && nodeWeights[leaf]! <= nodeWeights[inner]!
      const lightest = takesLeaf ? leaf++ : inner++
      parents[lightest] = node
      weight += nodeWeights[lightest]!
    }
    nodeWeights[node] = weight
  }
  const nodeDepths = new Uint8Array(nodeWeights.length)
  for (let node = nodeWeights.length - 2; node >= 0; node--) {
    nodeDepths[node] = nodeDepths[parents[node]!]! + 1
  }
  for (let node = 0; node < leaves.length; node++) depths[leaves[node]!] = nodeDepths[node]!
  return depths
}

/** Symbols that occur, the rarest first. Sorts numbers, in a tenth of the time with a comparator. */
function leavesByWeight(weights: Float64Array): Uint16Array {
  const keys = new Float64Array(weights.length)
  let count = 0
  for (let symbol = 0; symbol < weights.length; symbol++) {
    if (weights[symbol]! > 0) keys[count++] = weights[symbol]! * symbolsMax + symbol
  }
  const sorted = keys.subarray(0, count).sort()
  const leaves = new Uint16Array(count)
  for (let leaf = 0; leaf < count; leaf++) leaves[leaf] = sorted[leaf]! % symbolsMax
  return leaves
}

function mirrored(code: number, length: number): number {
  let result = 0
  for (let bit = 0; bit < length; bit++) result |= ((code >>> bit) & 1) << (length - 1 - bit)
  return result
}
