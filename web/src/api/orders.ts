import { answer, api, bearer, content, once } from './client'
import { type Outcome, outcomeOf } from './outcome'
import type { Order, Person, WantedSeats } from './types'

/** Seconds that the server may hold a read until there is something new. */
const WAIT = { Prefer: 'wait=15' }

export interface Placed {
  readonly orderId: string
  readonly commandId: string
  readonly accessToken: string
}

/** `orderId`: a random UUID. Sent again with the same seats it is answered the same again. */
export function placeOrder(slug: string, orderId: string, seats: WantedSeats[]): Promise<Placed> {
  return content(
    api.POST('/conferences/{slug}/orders', { params: { path: { slug } }, body: { orderId, seats } }),
  )
}

export interface Asked {
  /** Answer once this command was decided and shows, or once the order is newer than this version. */
  readonly command?: string
  readonly after?: number
  readonly signal?: AbortSignal
}

/** The order, as soon as it is what is asked for or the time is up. Raises Failure 404 if it is not there then. */
export async function readOrder(
  orderId: string,
  token: string,
  { signal, ...query }: Asked = {},
): Promise<{ order: Order; outcome: Outcome | undefined }> {
  const found = await answer(
    api.GET('/orders/{orderId}', {
      params: { path: { orderId }, query },
      headers: { ...bearer(token), ...WAIT },
      ...(signal && { signal }),
    }),
  )
  return { order: found.content, outcome: outcomeOf(found.response) }
}

export async function changeSeats(orderId: string, token: string, seats: WantedSeats[]): Promise<string> {
  const accepted = await content(
    api.PUT('/orders/{orderId}/seats', {
      params: { path: { orderId } },
      headers: bearer(token),
      body: { seats },
    }),
  )
  return accepted.commandId
}

export type PaymentType = 'third-party' | 'invoice'

export interface CheckedOut {
  readonly commandId: string
  /** Where to pay, the token in its fragment; none where nothing is to be paid through the processor. */
  readonly paymentUrl?: string | null
}

export function checkOut(
  orderId: string,
  token: string,
  registrant: Person,
  paymentType: PaymentType,
): Promise<CheckedOut> {
  return content(
    api.POST('/orders/{orderId}/checkout', {
      params: { path: { orderId } },
      headers: { ...bearer(token), ...once() },
      body: { registrant, paymentType },
    }),
  )
}

export async function giveUp(orderId: string, token: string): Promise<string> {
  const accepted = await content(
    api.DELETE('/orders/{orderId}', { params: { path: { orderId } }, headers: bearer(token) }),
  )
  return accepted.commandId
}

/** Raises Failure 404 if e-mail address and code do not belong together, 429 after too many tries. */
export function locateOrder(
  email: string,
  accessCode: string,
): Promise<{ orderId: string; accessToken: string }> {
  return content(api.POST('/orders/locate', { body: { email, accessCode } }))
}
