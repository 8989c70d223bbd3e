import type { Failure } from '../api/failure'
import { changeSeats, type Placed, placeOrder } from '../api/orders'
import type { WantedSeats } from '../api/types'
import { parsed, tab } from '../storage'

/** An order that was sent and not answered: it may have arrived, and hold seats. */
interface Unanswered {
  readonly orderId: string
  readonly seats: WantedSeats[]
}

const PREFIX = 'placing:'

/** Places an order; safe to call again after a Failure, with the same seats or others.
 *
 * What was sent once keeps its id until it is answered, over a reload too: no second order takes seats. If it did arrive
 * and other seats are wanted now, it is asked for again as it was, which gives its token, and is then changed.
 */
export async function place(slug: string, seats: WantedSeats[]): Promise<Placed> {
  const earlier = unanswered(slug)
  const orderId = earlier?.orderId ?? crypto.randomUUID()
  if (!earlier) tab.set(PREFIX + slug, JSON.stringify({ orderId, seats } satisfies Unanswered))
  const placed = await placeOrChange(slug, orderId, seats, earlier)
  tab.remove(PREFIX + slug)
  return placed
}

async function placeOrChange(
  slug: string,
  orderId: string,
  seats: WantedSeats[],
  earlier: Unanswered | undefined,
): Promise<Placed> {
  if (!earlier || isSame(earlier.seats, seats)) return placeOrder(slug, orderId, seats)
  const placed = await placeOrder(slug, orderId, earlier.seats)
  return { ...placed, commandId: await changeSeats(orderId, placed.accessToken, seats) }
}

/** The last try cannot be taken up any more: the next one is a new order. */
export function isLost(failure: Failure): boolean {
  return failure.slug === 'order-exists' || failure.is(401) || failure.is(404) || failure.is(422)
}

export function giveUpUnanswered(slug: string): void {
  tab.remove(PREFIX + slug)
}

function unanswered(slug: string): Unanswered | undefined {
  return parsed(tab.get(PREFIX + slug)) as Unanswered | undefined
}

function isSame(one: WantedSeats[], other: WantedSeats[]): boolean {
  const key = (seats: WantedSeats[]) =>
    seats
      .map(({ seatTypeId, quantity }) => `${seatTypeId}=${quantity}`)
      .sort()
      .join()
  return key(one) === key(other)
}
