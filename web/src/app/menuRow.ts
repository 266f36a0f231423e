/** The look of a menu's row, whatever it does. */
export const menuRow =
  'data-highlighted:bg-sunken flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none'
