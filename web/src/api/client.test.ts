import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, api, content } from './client'
import { Failure } from './failure'

const LIST = [{ id: 'one' }]
const ok = () => new Response(JSON.stringify(LIST), { headers: { 'Content-Type': 'application/json' } })
const problem = (status: number, headers: Record<string, string> = {}) =>
  new Response(
    JSON.stringify({ type: 'https://contoso.example/problems/unavailable', title: 'Oh', traceId: '7' }),
    {
      status,
      headers: { 'Content-Type': 'application/problem+json', ...headers },
    },
  )

const read = () => content(api.GET('/conferences'))

/** What the server answers, one after the other. */
function answers(...each: (Response | Error)[]) {
  const fetching = vi.fn<typeof fetch>()
  for (const one of each) {
    if (one instanceof Error) fetching.mockRejectedValueOnce(one)
    else fetching.mockResolvedValueOnce(one)
  }
  vi.stubGlobal('fetch', fetching)
  return fetching
}

async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const [settled] = await Promise.allSettled([call, vi.runAllTimersAsync()])
  if (settled.status === 'fulfilled' || !(settled.reason instanceof Failure)) throw new Error('no Failure')
  return settled.reason
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a request', () => {
  it('is repeated after no answer and after a hiccup of the server', async () => {
    const fetching = answers(new TypeError('cut'), problem(503), ok())
    const [list] = await Promise.all([read(), vi.runAllTimersAsync()])
    expect(list).toEqual(LIST)
    expect(fetching).toHaveBeenCalledTimes(3)
  })

  it('waits before that as long as the server asks, five seconds at most', async () => {
    const fetching = answers(problem(503, { 'Retry-After': '3' }), ok())
    const reading = read()
    await vi.advanceTimersByTimeAsync(2_900)
    expect(fetching).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(await reading).toEqual(LIST)
  })

  it('fails after three tries, as the last one did', async () => {
    const fetching = answers(new TypeError('cut'), new TypeError('cut'), problem(500))
    const failure = await failureOf(read())
    expect(failure.is(500)).toBe(true)
    expect(failure.document.traceId).toBe('7')
    expect(fetching).toHaveBeenCalledTimes(3)
  })

  it('is not repeated when the answer is no', async () => {
    const fetching = answers(problem(429, { 'Retry-After': '90' }))
    const failure = await failureOf(read())
    expect(failure.retryAfter).toBe(90)
    expect(failure.isPassing).toBe(false)
    expect(fetching).toHaveBeenCalledTimes(1)
  })

  it('is unreachable when no answer comes at all', async () => {
    answers(new TypeError('cut'), new TypeError('cut'), new TypeError('cut'))
    const failure = await failureOf(read())
    expect(failure.kind).toBe('unreachable')
    expect(failure.isPassing).toBe(true)
  })

  it('understands an error page of something on the way', async () => {
    const page = () => new Response('<html>Bad gateway</html>', { status: 502 })
    answers(page(), page(), page())
    expect((await failureOf(read())).is(502)).toBe(true)
  })
})

it('gives the answer itself besides its content', async () => {
  answers(ok())
  const { response } = await answer(api.GET('/conferences'))
  expect(response.status).toBe(200)
})
