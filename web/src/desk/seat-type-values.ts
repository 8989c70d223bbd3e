import { decimalsOf } from '../api/currencies'
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
  const shown = fits(price, seatType.currency)
    ? price.slice(0, decimalsOf(seatType.currency) ? undefined : -3)
    : price
  return { name, description, price: shown, quantity: String(quantity) }
}

export function membersOf({ name, description, price, quantity }: SeatTypeValues): SeatTypeMembers {
  return { name, description, price: amountFrom(price) ?? price, quantity: Number(quantity) }
}

export function seatTypeFaults(
  values: SeatTypeValues,
  currency: string,
  { desk, number }: Pick<DeskTexts, 'desk' | 'number'>,
): Faults<SeatTypeValues> {
  return {
    name: values.name.trim() ? undefined : desk('fields.missing'),
    price: priceFault(),
    quantity: isWholeNumber(values.quantity, HIGHEST_QUOTA)
      ? undefined
      : desk('seatTypes.quantityForm', { most: number(HIGHEST_QUOTA) }),
  }

  function priceFault(): string | undefined {
    const price = amountFrom(values.price)
    if (price === undefined || Number(price) > HIGHEST_PRICE)
      return desk('seatTypes.priceForm', { most: number(HIGHEST_PRICE) })
    return fits(price, currency) ? undefined : desk('seatTypes.priceWhole', { currency })
  }
}

/** Whether the currency has the decimals that the amount, such as `12.50`, needs. */
function fits(amount: string, currency: string): boolean {
  return decimalsOf(currency) === 2 || amount.endsWith('.00')
}

/** `12`, `12.5` or `12,50` as `12.00`, `12.50`; undefined for anything else. A price has no thousands separators here:
 * what they are differs by language, and a mistaken one is a hundredfold price. */
export function amountFrom(text: string): string | undefined {
  const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  return found ? `${Number(found[1])}.${(found[2] ?? '').padEnd(2, '0')}` : undefined
}
