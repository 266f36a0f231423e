/**
 * How many bytes the character at this place has, of 0x80 and higher; 0 where it is no valid UTF-8 (RFC
 * 3629).
 */
export function characterBytes(at: usize, end: usize): i32 {
  const first: u32 = load<u8>(at)
  const left = <i32>(end - at)
  if (first < 0xe0) return first >= 0xc2 && left >= 2 && isNext(at + 1) ? 2 : 0
  if (left < 3 || !isNext(at + 1) || !isNext(at + 2)) return 0
  const second: u32 = load<u8>(at + 1)
  if (first < 0xf0) {
    if (first === 0xe0 && second < 0xa0) return 0
    // Surrogates.
    if (first === 0xed && second >= 0xa0) return 0
    return 3
  }
  if (first > 0xf4 || left < 4 || !isNext(at + 3)) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second >= 0x90) return 0
  return 4
}

/** Whether a character of three bytes is U+FFFE or U+FFFF, which XML cannot hold. */
export function isNoCharacter(at: usize): bool {
  return load<u8>(at) === 0xef && load<u8>(at + 1) === 0xbf && load<u8>(at + 2) >= 0xbe
}

function isNext(at: usize): bool {
  return (load<u8>(at) & 0xc0) === 0x80
}
