import { describe, expect, test } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import ColumnPicker from './ColumnPicker.vue'
import { flights } from '../testing/outlines.ts'

const columns = flights.columns.slice(0, 4)

async function picker(modelValue: string[]) {
  const wrapper = await mountWith(ColumnPicker, { props: { columns, modelValue } })
  return {
    wrapper,
    labels: () => wrapper.findAll('li').map((row) => row.find('label').text()),
    row: (id: string) => wrapper.get(`[data-column=${id}]`),
    chosen: () => wrapper.emitted('update:modelValue')?.at(-1)?.[0],
  }
}

describe('the column picker', () => {
  test('lists the shown columns in their order, then the others', async () => {
    const { labels } = await picker(['origin', 'id'])
    expect(labels()).toEqual(['Origin', 'Flight', 'Departure', 'Origin city'])
  })

  test('shows and hides columns', async () => {
    const { row, chosen } = await picker(['id', 'date'])
    await row('origin').get('input').setValue(true)
    expect(chosen()).toEqual(['id', 'date', 'origin'])
    await row('id').get('input').setValue(false)
    expect(chosen()).toEqual(['date', 'origin'])
  })

  test('keeps the last column', async () => {
    const { row } = await picker(['id'])
    expect(row('id').get('input').element.disabled).toBe(true)
  })

  test('moves a column up, and the focus with it', async () => {
    const { wrapper, row, chosen } = await picker(['id', 'date', 'origin'])
    await row('origin').get('[aria-label="Move Origin up"]').trigger('click')
    expect(chosen()).toEqual(['id', 'origin', 'date'])
    await wrapper.setProps({ modelValue: ['id', 'origin', 'date'] })
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Move Origin up')
    expect(row('id').get('button').element.disabled).toBe(true)
  })

  test('keeps the focus on a column that reaches the end of the list', async () => {
    const { wrapper, row, chosen } = await picker(['id', 'date', 'origin'])
    await row('date').get('[aria-label="Move Departure down"]').trigger('click')
    expect(chosen()).toEqual(['id', 'origin', 'date'])
    await wrapper.setProps({ modelValue: ['id', 'origin', 'date'] })
    expect(row('date').get('[aria-label="Move Departure down"]').attributes()).toHaveProperty(
      'disabled',
    )
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Move Departure up')
  })

  test('moves a column down, and the focus with it', async () => {
    const { wrapper, row } = await picker(['id', 'date', 'origin'])
    await row('id').get('[aria-label="Move Flight down"]').trigger('click')
    await wrapper.setProps({ modelValue: ['date', 'id', 'origin'] })
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Move Flight down')
  })

  test('does not move a hidden column, and shows it after the last one', async () => {
    const { row, chosen } = await picker(['id'])
    expect(row('date').find('button').exists()).toBe(false)
    await row('date').get('input').setValue(true)
    expect(chosen()).toEqual(['id', 'date'])
  })

  describe('of many', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      id: `c${index}`,
      label: index === 7 ? 'Größe' : `Column ${index}`,
      type: 'text' as const,
      width: 10,
    }))

    async function manyShown(modelValue: string[]) {
      const wrapper = await mountWith(ColumnPicker, { props: { columns: many, modelValue } })
      const press = (name: string) =>
        wrapper
          .findAll('button')
          .find((button) => button.text() === name)!
          .trigger('click')
      const chosen = () => wrapper.emitted('update:modelValue')?.at(-1)?.[0]
      return { wrapper, press, chosen }
    }

    test('finds columns by a part of their name, without case and accents', async () => {
      const { wrapper, chosen } = await manyShown(['c0', 'c7'])
      await wrapper.get('[data-testid=column-search]').setValue('grosse')
      expect(wrapper.findAll('li')).toHaveLength(0)
      expect(wrapper.get('[role=status]').text()).toBe('No column found')
      await wrapper.get('[data-testid=column-search]').setValue('große')
      expect(wrapper.findAll('li').map((row) => row.get('label').text())).toEqual(['Größe'])
      // Its place among the others is not in view.
      expect(wrapper.findAll('li button')).toHaveLength(0)
      await wrapper.get('li input').setValue(false)
      expect(chosen()).toEqual(['c0'])
    })

    test('shows all, or none but the one that a table needs', async () => {
      const { press, chosen } = await manyShown(['c3', 'c1'])
      await press('All')
      expect(chosen()).toEqual(['c3', 'c1', ...many.map(({ id }) => id).filter(isOther)])
      await press('None')
      expect(chosen()).toEqual(['c3'])
    })

    test('shows and hides what was found, and nothing else', async () => {
      const { wrapper, press, chosen } = await manyShown(['c0', 'c51'])
      await wrapper.get('[data-testid=column-search]').setValue('column 5')
      await press('None')
      expect(chosen()).toEqual(['c0'])
      await press('All')
      expect(chosen()).toHaveLength(2 + 10)
    })
  })

  test('of a few have no search', async () => {
    const { wrapper } = await picker(['id'])
    expect(wrapper.find('[data-testid=column-search]').exists()).toBe(false)
  })
})

const isOther = (id: string) => id !== 'c3' && id !== 'c1'
