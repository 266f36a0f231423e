export interface ChartColors {
  bar: string
  line: string
  text: string
  faint: string
  grid: string
  surface: string
}

/** Reads the theme's current colors: a canvas cannot use `light-dark()`. */
export function readChartColors(element: HTMLElement): ChartColors {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  const read = (name: string) => {
    probe.style.color = `var(--color-${name})`
    return getComputedStyle(probe).color
  }
  const colors = {
    bar: read('accent'),
    line: read('chart-line'),
    text: read('ink-soft'),
    faint: read('ink-faint'),
    grid: read('line'),
    surface: read('raised'),
  }
  probe.remove()
  return colors
}
