import { describe, expect, it } from 'vitest'
import type { Order } from '../api/types'
import { type OrderPageName, pageFor, type Step, stepOf } from './steps'

const DEADLINE = '2026-11-24T12:00:00Z'
const BEFORE = Date.UTC(2026, 10, 24, 11, 59, 59)
const AT = Date.UTC(2026, 10, 24, 12)

function order(state: Order['state']): Order {
  return { state, reservationExpiresAt: DEADLINE } as Order
}

describe('where an order stands', () => {
  it.each<[Order['state'], Step, Step]>([
    ['PendingReservation', 'reserving', 'timeUp'],
    ['PartiallyReserved', 'adjusting', 'timeUp'],
    ['ReservationCompleted', 'checkout', 'timeUp'],
    ['AwaitingInvoicePayment', 'invoice', 'invoice'],
    ['Confirmed', 'confirmed', 'confirmed'],
    ['Expired', 'expired', 'expired'],
    ['Rejected', 'rejected', 'rejected'],
    ['AwaitingAttention', 'attention', 'attention'],
  ])('%s: %s in time, %s from the deadline on', (state, inTime, late) => {
    expect(stepOf(order(state), BEFORE)).toBe(inTime)
    expect(stepOf(order(state), AT)).toBe(late)
  })
})

describe('the page for an address', () => {
  it.each<[OrderPageName, Step, OrderPageName]>([
    ['', 'checkout', ''],
    ['', 'expired', ''],
    ['checkout', 'reserving', 'checkout'],
    ['checkout', 'checkout', 'checkout'],
    ['checkout', 'adjusting', 'seats'],
    ['checkout', 'timeUp', ''],
    ['checkout', 'confirmed', 'thank-you'],
    ['checkout', 'invoice', 'thank-you'],
    ['checkout', 'rejected', ''],
    ['seats', 'adjusting', 'seats'],
    ['seats', 'checkout', 'seats'],
    ['seats', 'confirmed', ''],
    ['seats', 'expired', ''],
    ['thank-you', 'confirmed', 'thank-you'],
    ['thank-you', 'checkout', 'thank-you'],
    ['thank-you', 'timeUp', 'thank-you'],
    ['thank-you', 'adjusting', 'seats'],
    ['thank-you', 'attention', ''],
    ['thank-you', 'rejected', ''],
    ['attendees', 'confirmed', 'attendees'],
    ['attendees', 'checkout', 'checkout'],
    ['attendees', 'invoice', ''],
  ])('"%s" of an order that is at %s: "%s"', (asked, step, shown) => {
    expect(pageFor(asked, step)).toBe(shown)
  })
})
