import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../api/failure'
import { changeSeats, placeOrder } from '../api/orders'
import { giveUpUnanswered, isLost, place } from './placing'

vi.mock('../api/orders')

const TWO = [{ seatTypeId: 'full', quantity: 2 }]
const THREE = [{ seatTypeId: 'full', quantity: 3 }]

beforeEach(() => {
  sessionStorage.clear()
  vi.mocked(placeOrder).mockReset()
  vi.mocked(changeSeats).mockReset()
  vi.mocked(placeOrder).mockImplementation(async (_, orderId) => ({
    orderId,
    commandId: 'placed',
    accessToken: 'token',
  }))
  vi.mocked(changeSeats).mockResolvedValue('changed')
})

function fails(times = 1): void {
  for (let time = 0; time < times; time += 1) {
    vi.mocked(placeOrder).mockRejectedValueOnce(new Failure('unreachable'))
  }
}

function idsSent(): unknown[] {
  return vi.mocked(placeOrder).mock.calls.map(([, orderId]) => orderId)
}

describe('placing an order', () => {
  it('gives each order an id of its own', async () => {
    await place('pycon', TWO)
    await place('pycon', TWO)
    const [one, other] = idsSent()
    expect(one).not.toBe(other)
  })

  it('takes up a try that was not answered, under the same id', async () => {
    fails()
    await expect(place('pycon', TWO)).rejects.toThrow('unreachable')
    expect((await place('pycon', TWO)).commandId).toBe('placed')
    const [one, other] = idsSent()
    expect(one).toBe(other)
    expect(changeSeats).not.toHaveBeenCalled()
  })

  it('asks for it again as it was and changes it, when other seats are wanted meanwhile', async () => {
    fails()
    await expect(place('pycon', TWO)).rejects.toThrow('unreachable')
    const placed = await place('pycon', THREE)
    expect(vi.mocked(placeOrder).mock.calls.map(([, , seats]) => seats)).toEqual([TWO, TWO])
    expect(changeSeats).toHaveBeenCalledExactlyOnceWith(placed.orderId, 'token', THREE)
    expect(placed.commandId).toBe('changed')
  })

  it('remembers what was sent first over several tries', async () => {
    fails(2)
    await expect(place('pycon', TWO)).rejects.toThrow()
    await expect(place('pycon', THREE)).rejects.toThrow()
    await place('pycon', THREE)
    expect(vi.mocked(placeOrder).mock.calls.map(([, , seats]) => seats)).toEqual([TWO, TWO, TWO])
    expect(new Set(idsSent()).size).toBe(1)
  })

  it('keeps conferences apart', async () => {
    fails()
    await expect(place('pycon', TWO)).rejects.toThrow()
    await place('another', TWO)
    const [one, other] = idsSent()
    expect(one).not.toBe(other)
  })

  it('begins anew when the try is given up', async () => {
    fails()
    await expect(place('pycon', TWO)).rejects.toThrow()
    giveUpUnanswered('pycon')
    await place('pycon', TWO)
    const [one, other] = idsSent()
    expect(one).not.toBe(other)
  })
})

it.each([
  [409, 'order-exists', true],
  [422, 'validation-failed', true],
  [404, 'not-found', true],
  [503, 'unavailable', false],
])('%i %s: lost is %s', (status, slug, lost) => {
  const failure = new Failure('problem', new Response(null, { status }), {
    type: `https://x/problems/${slug}`,
  })
  expect(isLost(failure)).toBe(lost)
})
