/** Where the simulated processor is given its payment: `#<payment id>:<token>`, which no server sees. */
export interface PaymentKey {
  readonly paymentId: string
  readonly token: string
}

/**
 * Where this site shows that payment. The address itself may name the site by another of its names, where the browser
 * would not find the order again.
 */
export function paymentPathOf(address: string): string {
  const key = paymentKeyOf(address)
  return key ? `/payment/#${key.paymentId}:${key.token}` : address
}

/** From an address or its fragment; undefined where it names no payment. */
export function paymentKeyOf(address: string): PaymentKey | undefined {
  const found = /#([0-9a-f-]{36}):([\w.~-]+)$/i.exec(address)
  return found?.[1] && found[2] ? { paymentId: found[1], token: found[2] } : undefined
}
