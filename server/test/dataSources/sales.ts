// sales.ts
import { describeReport } from '@coatcheck/server'
import { z } from 'zod'

export interface Scope {
  readonly shops: string[]
}

export const sales = describeReport({
  id: 'sales',
  title: 'Sales',
  filters: z.strictObject({ minTotal: z.number().min(0).optional() }),
  columns: [
    { id: 'id', label: 'Sale', type: 'integer', width: 10 },
    { id: 'shop', label: 'Shop', type: 'text', width: 16 },
    { id: 'total', label: 'Total', type: 'number', width: 12 },
    { id: 'soldAt', label: 'Sold', type: 'instant', width: 18 },
  ],
})
