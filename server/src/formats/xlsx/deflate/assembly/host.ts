/** Makes codes for so many tokens of the tape and writes them, by `pushBits` and `writeTokens`. */
@external('host', 'encodeBlock')
export declare function encodeBlock(tokenCount: i32): void
