/** Makes codes for the first tokens of the tape and writes them, by `pushBits` and `writeTokens`. */
@external('host', 'encodeBlock')
export declare function encodeBlock(tokenCount: i32): void
