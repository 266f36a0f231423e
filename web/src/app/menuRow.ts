/** The classes of every row of a menu. */
export const menuRow =
  'data-highlighted:bg-sunken flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none'
