import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settleOrder } from './managed-orders'

const accepted = () =>
  new Response(JSON.stringify({ commandId: 'c', orderId: 'o' }), {
    status: 202,
    headers: { 'Content-Type': 'application/json' },
  })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('settling an order', () => {
  it('is one request, however often it is sent until it is answered; the next one is another', async () => {
    const keys: (string | null)[] = []
    const fetching = vi.fn(async (request: Request) => {
      keys.push(request.headers.get('Idempotency-Key'))
      if (keys.length === 1) throw new TypeError('cut')
      return accepted()
    })
    vi.stubGlobal('fetch', fetching)
    const settle = () => settleOrder({ id: 'i', token: 't' }, 'o', 'refund')
    const [command] = await Promise.all([settle(), vi.runAllTimersAsync()])
    await settle()
    expect(command).toBe('c')
    expect(keys).toHaveLength(3)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })
})
