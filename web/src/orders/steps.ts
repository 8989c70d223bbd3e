import type { Order } from '../api/types'

/** Where an order stands, as its registrant sees it.
 *
 * `reserving`: it is being found out which seats can be had. `adjusting`: not all could; she decides. `checkout`: they
 * are held, details and payment are missing. `timeUp`: too late to check out; a payment begun before may still come.
 */
export type Step =
  | 'reserving'
  | 'adjusting'
  | 'checkout'
  | 'timeUp'
  | 'invoice'
  | 'confirmed'
  | 'expired'
  | 'rejected'
  | 'attention'

/** `now`: the server's time in ms. */
export function stepOf(order: Order, now: number): Step {
  const inTime = now < Date.parse(order.reservationExpiresAt)
  switch (order.state) {
    case 'PendingReservation':
      return inTime ? 'reserving' : 'timeUp'
    case 'PartiallyReserved':
      return inTime ? 'adjusting' : 'timeUp'
    case 'ReservationCompleted':
      return inTime ? 'checkout' : 'timeUp'
    case 'AwaitingInvoicePayment':
      return 'invoice'
    case 'Confirmed':
      return 'confirmed'
    case 'Expired':
      return 'expired'
    case 'Rejected':
      return 'rejected'
    case 'AwaitingAttention':
      return 'attention'
  }
}

/** While the clock runs. */
export function isOpen(step: Step): boolean {
  return step === 'reserving' || step === 'adjusting' || step === 'checkout'
}

/** Nothing happens to it any more. */
export function isOver(step: Step): boolean {
  return step === 'confirmed' || step === 'rejected'
}

export type OrderPageName = '' | 'seats' | 'checkout' | 'thank-you' | 'attendees'

const ALLOWED: Record<Exclude<OrderPageName, ''>, readonly Step[]> = {
  seats: ['adjusting', 'checkout', 'reserving'],
  checkout: ['reserving', 'checkout'],
  // After a payment it takes a moment until the order is confirmed, even if the time is up meanwhile.
  'thank-you': ['confirmed', 'invoice', 'reserving', 'checkout', 'timeUp', 'expired'],
  attendees: ['confirmed'],
}

/** The page to show for an address of an order: the one asked for, if the order is there, else where it stands. */
export function pageFor(asked: OrderPageName, step: Step): OrderPageName {
  if (asked === '' || ALLOWED[asked].includes(step)) return asked
  if (step === 'adjusting') return 'seats'
  if (step === 'reserving' || step === 'checkout') return 'checkout'
  // Whoever comes back from the processor's page by the back button has paid.
  return asked === 'checkout' && (step === 'confirmed' || step === 'invoice') ? 'thank-you' : ''
}

export function pathOf(orderId: string, page: OrderPageName = ''): string {
  return page ? `/orders/${orderId}/${page}` : `/orders/${orderId}`
}
