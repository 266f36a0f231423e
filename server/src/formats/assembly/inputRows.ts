/** Most rows of a column that a kernel gets at once: a plain constant, which both sides use. */
export const inputRowsMax = 512
