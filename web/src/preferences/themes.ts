/** The colour schemes that one can choose; `system` follows the browser. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
