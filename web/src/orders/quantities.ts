import type { SeatType, WantedSeats } from '../api/types'

/** Seats of one type that one order can have on these pages; the API allows 100, for orders by other ways. */
export const MOST_OF_A_TYPE = 20
export const MOST_SEATS = 500

/** Seats wanted, by the id of their type. */
export type Quantities = Readonly<Record<string, number>>

/** How many of a type can be asked for, when `held` of it are this order's already. */
export function limitOf(type: SeatType, held = 0): number {
  return Math.max(Math.min(type.availableQuantity + held, MOST_OF_A_TYPE), 0)
}

/** The total of what is wanted at the prices shown: a decimal with two places. */
export function totalOf(types: readonly SeatType[], wanted: Quantities): string {
  const cents = types.reduce((sum, type) => sum + centsOf(type.price) * BigInt(wanted[type.id] ?? 0), 0n)
  const digits = cents.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `499.00` as 49900. Money is never calculated in floating point. */
export function centsOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0').slice(0, 2))
}

export function seatsOf(wanted: Quantities): WantedSeats[] {
  return Object.entries(wanted)
    .filter(([, quantity]) => quantity > 0)
    .map(([seatTypeId, quantity]) => ({ seatTypeId, quantity }))
}

export function countOf(wanted: Quantities): number {
  return Object.values(wanted).reduce((sum, quantity) => sum + quantity, 0)
}

export type Fault = 'none' | 'tooMany' | { readonly tooManyOf: readonly string[] }

/** What keeps a selection from being sent. `tooManyOf`: ids of the types of which there are not enough left. */
export function faultOf(
  types: readonly SeatType[],
  wanted: Quantities,
  held: Quantities = {},
): Fault | undefined {
  const tooManyOf = types
    .filter((type) => (wanted[type.id] ?? 0) > limitOf(type, held[type.id]))
    .map(({ id }) => id)
  if (tooManyOf.length > 0) return { tooManyOf }
  const count = countOf(wanted)
  if (count === 0) return 'none'
  return count > MOST_SEATS ? 'tooMany' : undefined
}
