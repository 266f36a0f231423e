/** How long a test waits for a part of the page that is loaded on demand. */
export const chunkMsMax = 10_000
