import type { SignedIn } from '@coatcheck/server'

// In place of your own code: the orders of a shop, and how it knows who sends a request.

/** The shops whose orders a user may see. */
export interface ShopScope {
  readonly shops: string[]
}

interface Order {
  readonly number: number
  readonly shop: string
  readonly customer: string
  readonly total: number
  readonly orderedAt: Date
}

interface Filters {
  readonly minTotal?: number | undefined
}

const shops = ['Graz', 'Linz', 'Wien']
const orderCount = 30_000
const firstOrderMs = Date.parse('2026-01-01T08:00:00Z')

// A map, unlike an object, knows no `constructor`.
const users = new Map<string, SignedIn<ShopScope>>([
  ['token-of-ada', { id: 'ada', name: 'Ada', scope: { shops } }],
  ['token-of-max', { id: 'max', name: 'Max', scope: { shops: ['Linz'] } }],
])

export function userOf(request: { headers: Headers }): SignedIn<ShopScope> | null {
  return users.get(request.headers.get('authorization')?.replace('Bearer ', '') ?? '') ?? null
}

export async function* readOrders(scope: ShopScope, { minTotal = 0 }: Filters) {
  for (let number = 1; number <= orderCount; number += 1) {
    const order = orderOf(number)
    if (scope.shops.includes(order.shop) && order.total >= minTotal) yield order
  }
}

export async function countOrders(scope: ShopScope, filters: Filters): Promise<number> {
  let count = 0
  const orders = readOrders(scope, filters)
  while (!(await orders.next()).done) count += 1
  return count
}

function orderOf(number: number): Order {
  return {
    number,
    shop: shops[number % shops.length]!,
    customer: `Customer ${number % 977}`,
    total: (number * 37) % 1000,
    orderedAt: new Date(firstOrderMs + number * 60_000),
  }
}
