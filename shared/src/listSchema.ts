import { z } from 'zod'

export interface ListRules {
  readonly max: number
  /** What to say of a list with more than `max`. */
  readonly tooMany: string
  /** What to say of an empty list; it is fine when left out. */
  readonly empty?: string
}

/** Typed as a plain array: a preprocessed schema would take `unknown`. */
export type ListSchema<Element extends z.ZodType> = z.ZodType<
  z.output<Element>[],
  z.input<Element>[]
>

/**
 * A list whose length is checked before its elements, so that 20,000 wrong ones are one problem.
 * (zod's own `max` checks the length first from 4.6.7 on; apps may have an older one.)
 */
export function listSchema<Element extends z.ZodType>(
  element: Element,
  { max, tooMany, empty }: ListRules,
): ListSchema<Element> {
  const checkLength = (value: unknown, context: z.RefinementCtx): unknown => {
    if (!Array.isArray(value) || value.length <= max) return value
    context.addIssue({ code: 'custom', message: tooMany, input: value })
    return z.NEVER
  }
  const list = z.array(element).max(max, tooMany)
  const schema = empty === undefined ? list : list.min(1, empty)
  return z.preprocess(checkLength, schema) as unknown as ListSchema<Element>
}
