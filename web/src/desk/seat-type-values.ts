import type { ManagedSeatType, SeatTypeMembers } from '../api/types'
import type { Faults } from '../parts/use-form'
import { isWholeNumber } from './conference-values'
import type { DeskTexts } from './texts/texts'

/** What a business customer types of a seat type, as texts. */
export type SeatTypeValues = {
  name: string
  description: string
  price: string
  quantity: string
}

const HIGHEST_PRICE = 50_000
const HIGHEST_QUOTA = 100_000

export function seatTypeValuesOf(seatType: ManagedSeatType): SeatTypeValues {
  const { name, description, price, quantity } = seatType
  return { name, description, price, quantity: String(quantity) }
}

export function membersOf({ name, description, price, quantity }: SeatTypeValues): SeatTypeMembers {
  return { name, description, price: amountFrom(price) ?? price, quantity: Number(quantity) }
}

export function seatTypeFaults(values: SeatTypeValues, texts: DeskTexts): Faults<SeatTypeValues> {
  const { desk, number } = texts
  const price = amountFrom(values.price)
  return {
    name: values.name.trim() ? undefined : desk('fields.missing'),
    price:
      price !== undefined && Number(price) <= HIGHEST_PRICE
        ? undefined
        : desk('seatTypes.priceForm', { most: number(HIGHEST_PRICE) }),
    quantity: isWholeNumber(values.quantity, HIGHEST_QUOTA)
      ? undefined
      : desk('seatTypes.quantityForm', { most: number(HIGHEST_QUOTA) }),
  }
}

/** `12`, `12.5` or `12,50` as `12.00`, `12.50`; undefined for anything else. A price has no thousands separators here:
 * what they are differs by language, and a mistaken one is a hundredfold price. */
export function amountFrom(text: string): string | undefined {
  const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  return found ? `${Number(found[1])}.${(found[2] ?? '').padEnd(2, '0')}` : undefined
}
