import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settleOrder } from './managed-orders'
import { checkOut } from './orders'

const NAME = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' }
const REFUSED_ONCE_DONE = {
  'settling an order': () => settleOrder({ id: 'i', token: 't' }, 'o', 'refund'),
  'checking out': () => checkOut('o', 't', NAME, 'invoice'),
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe.each(Object.entries(REFUSED_ONCE_DONE))('%s', (_, send) => {
  it('is one request, however often it is sent until it is answered; the next one is another', async () => {
    const keys: (string | null)[] = []
    vi.stubGlobal('fetch', async (request: Request) => {
      keys.push(request.headers.get('Idempotency-Key'))
      if (keys.length === 1) throw new TypeError('cut')
      return new Response('{}', { status: 202, headers: { 'Content-Type': 'application/json' } })
    })
    await Promise.all([send(), vi.runAllTimersAsync()])
    await send()
    expect(keys).toHaveLength(3)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })
})
