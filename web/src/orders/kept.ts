import { device, parsed, type Store, tab } from '../storage'

/** What this browser keeps of an order: the token that opens it, and what only this browser knows.
 *
 * An order under way is kept for all tabs, so that a closed tab costs no seats. From its end on only this tab keeps it,
 * for the next visitor of a shared computer must not find it; its registrant finds it by e-mail address and code.
 */
export interface KeptOrder {
  readonly orderId: string
  readonly token: string
  readonly slug: string
  /** The command that placed it: until it is decided there is no order to read. */
  readonly placedBy?: string
  /** The total that the selection page showed: a decimal. */
  readonly shownTotal?: string
  /** Where the payment that was begun last is paid. */
  readonly paymentUrl?: string
}

interface Dated {
  readonly order: KeptOrder
  /** ms of our clock: from then on the device's copy counts for nothing. */
  readonly until: number
}

const PREFIX = 'order:'
const DRAFT = 'draft:'
const OPEN_MS = 3_600_000

export function keepOpen(order: KeptOrder): void {
  const dated: Dated = { order, until: Date.now() + OPEN_MS }
  tab.set(PREFIX + order.orderId, JSON.stringify(dated))
  device.set(PREFIX + order.orderId, JSON.stringify(dated))
}

/** From now on this tab alone keeps it. */
export function keepHere(order: KeptOrder): void {
  tab.set(PREFIX + order.orderId, JSON.stringify({ order, until: Number.MAX_SAFE_INTEGER }))
  device.remove(PREFIX + order.orderId)
  tab.remove(DRAFT + order.orderId)
}

export function keptOrder(orderId: string): KeptOrder | undefined {
  return (read(tab, PREFIX + orderId) ?? read(device, PREFIX + orderId))?.order
}

export function forget(orderId: string): void {
  for (const store of [tab, device]) store.remove(PREFIX + orderId)
  tab.remove(DRAFT + orderId)
}

/** Orders under way that this browser placed for a conference. */
export function openOrdersOf(slug: string): KeptOrder[] {
  return ordersIn(device)
    .map(([, { order }]) => order)
    .filter((order) => order.slug === slug)
}

/** Removes what the device keeps of orders that ended long ago. To be called when a page is opened. */
export function removeOutdated(): void {
  const current = new Set(ordersIn(device).map(([key]) => key))
  for (const key of device.keys()) {
    if (key.startsWith(PREFIX) && !current.has(key)) device.remove(key)
  }
}

/** What was typed for an order and not sent yet: it survives a reload, not the tab. */
export const drafts = {
  get: (orderId: string): unknown => parsed(tab.get(DRAFT + orderId)),
  set: (orderId: string, draft: object) => tab.set(DRAFT + orderId, JSON.stringify(draft)),
}

function ordersIn(store: Store): [string, Dated][] {
  return store
    .keys()
    .filter((key) => key.startsWith(PREFIX))
    .flatMap((key) => {
      const dated = read(store, key)
      return dated ? [[key, dated] as [string, Dated]] : []
    })
}

function read(store: Store, key: string): Dated | undefined {
  const dated = parsed(store.get(key)) as Dated | undefined
  return dated && dated.until > Date.now() ? dated : undefined
}
